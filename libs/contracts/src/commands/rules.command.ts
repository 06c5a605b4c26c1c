import { IsString, MaxLength, MinLength } from 'class-validator';

/** "I have read these rules": names the version that was shown. */
export class AcknowledgeRules {
  @IsString() @MinLength(1) @MaxLength(40) version!: string;
}
