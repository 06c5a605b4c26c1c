import { IsIn, IsInt, IsISO8601, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { USER_STATUSES, type UserStatus } from '../commands/access.command.js';
import { EventType } from '../event-type.js';
import { type Role, ROLES } from '../principal.js';

/** A person got an account, or their account changed. Full state, without address and password. */
@EventType<UserChanged>({
  type: 'gateway.user.changed.v1',
  key: 'userId',
  subject: 'userId',
  carriesState: true,
  example: {
    userId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    name: 'Maria Lopez',
    role: 'agent',
    status: 'active',
    createdAt: '2026-11-22T15:04:05.000Z',
    version: 1,
  },
})
export class UserChanged {
  @IsUUID() userId!: string;
  @IsString() @MaxLength(100) name!: string;
  @IsIn(ROLES) role!: Role;
  @IsIn(USER_STATUSES) status!: UserStatus;
  @IsISO8601() createdAt!: string;
  @IsInt() @Min(1) version!: number;
}
