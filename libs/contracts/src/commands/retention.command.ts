import { IsInt, Max, Min, ValidateIf } from 'class-validator';

export const MESSAGE_DAYS_MIN = 90;
export const MESSAGE_DAYS_MAX = 3_650;

/** Why what somebody wrote was taken away. */
export const REDACTION_REASONS = ['retention', 'erasure'] as const;
export type RedactionReason = (typeof REDACTION_REASONS)[number];

/** How long what people wrote is kept. */
export class SetRetention {
  /** Null: for good. */
  @ValidateIf((_command, value) => value !== null)
  @IsInt()
  @Min(MESSAGE_DAYS_MIN)
  @Max(MESSAGE_DAYS_MAX)
  messageDays!: number | null;
}
