import { Pulse } from '@fieldline/events';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SettlementService } from './settlement.service.js';

const ROUND_MS = 1_000;
/** Voided by one transaction. */
const AT_ONCE = 100;

/** Gives back what was held for messages that nobody could find out about, once their time is over. */
@Injectable()
export class HoldExpiry implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(HoldExpiry.name);
  private readonly pulse = new Pulse();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly settlement: SettlementService) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.pulse.beat();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const found = await this.settlement.expire(AT_ONCE).catch((error: unknown) => {
        this.logger.error(error);
        return 0;
      });
      if (found < AT_ONCE) await this.pulse.next(ROUND_MS);
    }
  }
}
