import { Setting } from '@fieldline/config';
import { DatabaseSettings } from '@fieldline/database';
import { IsBoolean, IsIn, IsInt, IsJSON, IsOptional, IsString, Max, Min } from 'class-validator';

/** What every service reads. */
export class ServiceSettings extends DatabaseSettings {
  @Setting({ from: 'HOST' })
  @IsString()
  host: string = '127.0.0.1';

  /** 0 lets the system choose. */
  @Setting({ from: 'PORT' })
  @IsInt()
  @Min(0)
  @Max(65_535)
  port: number = 0;

  /** When set, the service brings its schema up to date itself; in a cluster a job does. */
  @Setting({ from: 'DATABASE_OWNER_URL', secret: true })
  @IsOptional()
  @IsString()
  ownerUrl?: string;

  /** Public keys (a JWKS) of the gateway, which vouches for who asks. */
  @Setting({ from: 'PRINCIPAL_JWKS' })
  @IsJSON()
  principalJwks!: string;

  @Setting({ from: 'KAFKA_BROKERS' })
  @IsString()
  kafkaBrokers: string = '';

  /** Put before the names of topics and consumer groups, so that installations can share a cluster. */
  @Setting({ from: 'KAFKA_PREFIX' })
  @IsString()
  kafkaPrefix: string = '';

  @Setting({ from: 'KAFKA_CREATE_TOPICS' })
  @IsBoolean()
  kafkaCreateTopics: boolean = false;

  @Setting({ from: 'LOG_LEVEL' })
  @IsIn(['debug', 'info', 'warn', 'error'])
  logLevel: string = 'info';
}
