import { Transform } from 'class-transformer';
import { IsISO8601, IsOptional, IsUUID } from 'class-validator';

/** Of whom what was recorded about consent is wanted, among services. */
export class ListConsentEvidence {
  @IsUUID() recipientId!: string;
  @IsOptional() @IsUUID() contactId?: string;
  /** Recorded by then; all of it when omitted. */
  @IsOptional() @IsISO8601() until?: string;
  /** Events that are wanted in any case, and with them all of whom they are about. */
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @IsUUID(undefined, { each: true })
  eventIds?: string[];
}
