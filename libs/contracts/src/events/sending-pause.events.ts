import { IsBoolean, IsInt, IsOptional, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { EventType } from '../event-type.js';

/**
 * Sending was paused or goes on: for a business, or for everybody, whose id is then the platform's.
 * Full state.
 */
@EventType<SendingPauseChanged>({
  type: 'gateway.sending_pause.changed.v1',
  key: 'pauseId',
  subject: 'pauseId',
  carriesState: true,
  example: {
    pauseId: 'a3bb189e-8bf9-5888-9912-ace4e6543002',
    paused: true,
    reason: 'Carrier asks for a halt',
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    version: 1,
  },
})
export class SendingPauseChanged {
  /** The business's id, or the platform's for everybody. */
  @IsUUID() pauseId!: string;
  @IsBoolean() paused!: boolean;
  @IsOptional() @IsString() @MaxLength(300) reason!: string | null;
  @IsString() @MaxLength(100) by!: string;
  @IsInt() @Min(1) version!: number;
}
