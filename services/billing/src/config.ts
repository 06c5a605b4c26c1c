import { Setting } from '@fieldline/config';
import { ServiceSettings } from '@fieldline/service';
import { IsInt, Max, Min } from 'class-validator';

/** Everything billing reads from its environment. */
export class BillingSettings extends ServiceSettings {
  /** How long a message that nobody could find out about stays held before it's given back. */
  @Setting({ from: 'UNKNOWN_VOID_AFTER_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(31 * 86_400)
  unknownVoidAfterSeconds: number = 24 * 60 * 60;
}
