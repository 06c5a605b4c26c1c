import { IsIn, IsOptional, IsString, IsUUID } from 'class-validator';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';

/** In UTF-16 units. */
export const NOTIFICATION_MAX_UNITS = 2_000;

/** What one user of a business tells another. */
export class SendNotification {
  @IsUUID() userId!: string;
  @IsString() body!: string;
  /** The thread that it is about. */
  @MayBeOmitted() @IsUUID() conversationId?: string;
}

export class ListNotifications extends ListQuery {
  @IsOptional() @IsIn(['true', 'false']) unread?: 'true' | 'false';
}
