import { Setting } from '@fieldline/config';
import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

/** What is read from the environment. Names that services and launcher have too mean the same here. */
export class VerifySettings {
  /** Databases, separated by commas. */
  @Setting({ from: 'VERIFY_DATABASE_URLS', secret: true })
  @IsString()
  databaseUrls: string = '';

  /** The server that the launcher was given; its database there has the launcher's name. */
  @Setting({ from: 'POSTGRES_URL', secret: true })
  @IsOptional()
  @IsString()
  postgresUrl?: string;

  /** The launcher's; whichever of its own something runs on when it isn't given. */
  @Setting({ from: 'DATA_DIR' })
  @IsOptional()
  @IsString()
  dataDir?: string;

  /** Billing's: how long a message that nobody could find out about stays held. */
  @Setting({ from: 'UNKNOWN_VOID_AFTER_SECONDS' })
  @IsInt()
  @Min(1)
  @Max(31 * 86_400)
  unknownVoidAfterSeconds: number = 24 * 60 * 60;

  @Setting({ from: 'LOG_LEVEL' })
  @IsIn(['debug', 'info', 'warn', 'error'])
  logLevel: string = 'info';
}
