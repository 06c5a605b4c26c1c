import {
  IsBoolean,
  IsIn,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  MinLength,
} from 'class-validator';
import { ListQuery } from './list.command.js';
import { MayBeOmitted } from './may-be-omitted.js';

/**
 * Heaps of threads: `all` nobody's, `mine` the asking user's, `team` somebody else's, all of them open;
 * `attention` those that somebody should look at, whatever their state; `resolved`.
 */
export const CONVERSATION_VIEWS = ['all', 'mine', 'team', 'attention', 'resolved'] as const;

/** In UTF-16 units. */
export const SEARCH_MAX_UNITS = 200;

export class ListConversations extends ListQuery {
  /** Every thread when omitted. */
  @IsOptional() @IsIn(CONVERSATION_VIEWS) view?: (typeof CONVERSATION_VIEWS)[number];
  @IsOptional() @IsIn(['true', 'false']) unread?: 'true' | 'false';
  /** A user's id. */
  @IsOptional() @IsUUID() assignee?: string;
  /** A number, a contact's name, or words of a message. */
  @IsOptional() @IsString() @MinLength(1) @MaxLength(SEARCH_MAX_UNITS) q?: string;
}

export class NameConversation {
  @IsString() @MaxLength(250) contactId!: string;
}

export class TransferConversation {
  @IsUUID() userId!: string;
}

/** `unread: true` takes the reading back. */
export class ReadConversation {
  @MayBeOmitted() @IsBoolean() unread?: boolean;
}
