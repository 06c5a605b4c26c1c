import { Database } from '@fieldline/database';
import { Pulse } from '@fieldline/events';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { BillingSettings } from '../config.js';
import { type Closed, type Paid, PaymentProvider } from '../payment/payment.provider.js';
import { type DuePurchase, takeDuePurchases } from './purchase-watch.queries.js';
import { RefundService } from './refund.service.js';
import { PurchaseLedger } from './purchase.ledger.js';

const ROUND_MS = 1_000;
const AT_ONCE = 10;

/** Asks the provider about purchases whose news never came, ends them in time, and resumes refunds. */
@Injectable()
export class PurchaseWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(PurchaseWatch.name);
  private readonly pulse = new Pulse();
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly purchaseLedger: PurchaseLedger,
    private readonly refunds: RefundService,
    private readonly settings: BillingSettings,
  ) {}

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
      const found = await this.round().catch((error: unknown) => {
        this.logger.error(error);
        return 0;
      });
      if (found < AT_ONCE) await this.pulse.next(ROUND_MS);
    }
  }

  private async round(): Promise<number> {
    const due = await takeDuePurchases(this.database, {
      limit: AT_ONCE,
      pollSeconds: this.settings.purchasePollSeconds,
      openSeconds: this.settings.purchaseOpenSeconds,
    });
    const asking = due.map((purchase) =>
      this.ask(purchase).catch((error: unknown) => this.logger.error(error)),
    );
    // All at once, so that a provider that is away doesn't hold up a stop for long.
    const [resumed] = await Promise.all([this.refunds.resume(AT_ONCE), ...asking]);
    return Math.max(due.length, resumed);
  }

  private async ask(purchase: DuePurchase): Promise<void> {
    const news = await this.newsOf(purchase);
    if (!news) return;
    await this.database.asWorker(async (tx) => {
      await this.purchaseLedger.learn(tx, await this.purchaseLedger.lock(tx, purchase), news);
    });
  }

  private async newsOf(purchase: DuePurchase): Promise<Paid | Closed | null> {
    const { tenantId, provider, checkout, isOver } = purchase;
    if (checkout !== null && provider === this.provider.name)
      return isOver ? this.provider.close(checkout) : this.provider.read(checkout);
    // Nobody was given an address to pay at, or at one that is no more.
    return isOver ? { kind: 'closed', checkout: checkout ?? '', as: 'expired', tenantId } : null;
  }
}
