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

  /** Processes that all set this share one port, so that a new one can take over before the old one ends. */
  @Setting({ from: 'REUSE_PORT' })
  @IsBoolean()
  reusePort: boolean = false;

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

  /**
   * A consumer that has had events in hand for so long without progress is not ready; without a sign of
   * life for twice as long it ends the process.
   */
  @Setting({ from: 'CONSUMER_STALL_SECONDS' })
  @IsInt()
  @Min(30)
  @Max(3_600)
  consumerStallSeconds: number = 120;

  /** How long Kafka waits for a process that died before others, or its successor, get its partitions. */
  @Setting({ from: 'KAFKA_SESSION_SECONDS' })
  @IsInt()
  @Min(6)
  @Max(300)
  kafkaSessionSeconds: number = 30;

  @Setting({ from: 'LOG_LEVEL' })
  @IsIn(['debug', 'info', 'warn', 'error'])
  logLevel: string = 'info';
}
