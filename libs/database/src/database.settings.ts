import { Setting } from '@fieldline/config';
import { IsInt, IsString, Max, Min } from 'class-validator';

/** One database, one schema, one login per role: a service that is asked for by HTTP can't see what its worker can. */
export class DatabaseSettings {
  @Setting({ from: 'DATABASE_TENANT_URL', secret: true })
  @IsString()
  tenantUrl!: string;

  @Setting({ from: 'DATABASE_WORKER_URL', secret: true })
  @IsString()
  workerUrl!: string;

  @Setting({ from: 'DATABASE_POOL_SIZE' })
  @IsInt()
  @Min(1)
  @Max(100)
  poolSize: number = 10;
}
