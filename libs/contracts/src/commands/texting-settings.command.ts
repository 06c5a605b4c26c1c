import { IsBoolean } from 'class-validator';

export class SetTextingSettings {
  /** Whether the first text to a number names the business and says how to opt out. */
  @IsBoolean() introduceFirstText!: boolean;
}
