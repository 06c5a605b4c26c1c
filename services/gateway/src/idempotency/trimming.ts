import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { LoginAttempts } from '../access/login-attempts.js';
import { LOGGER, type Logger } from '../logger.js';
import { PurchaseLinkService } from '../purchase-link/purchase-link.service.js';
import { IdempotencyService } from './idempotency.service.js';

const EVERY_MS = 60_000;

/** Once a minute: what was kept for a time, and the time is over. */
@Injectable()
export class Trimming implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly attempts: LoginAttempts,
    private readonly purchaseLinks: PurchaseLinkService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      Promise.all([this.idempotency.trim(), this.attempts.trim(), this.purchaseLinks.trim()]).catch(
        (error: unknown) => this.logger.warn({ err: error }, 'old rows were not trimmed'),
      );
    }, EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
