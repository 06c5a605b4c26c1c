import { randomBytes } from 'node:crypto';
import { Database, query } from '@fieldline/database';
import { notFound } from '@fieldline/http';
import type { BillingSettings } from '../../config.js';
import {
  type Charge,
  type ChargeOrder,
  type ChargeRequest,
  type Closed,
  type NewCheckout,
  type OpenedCheckout,
  type Paid,
  type PaymentEvent,
  PaymentProvider,
  type RefundAnswer,
  type RefundRequest,
  type SavedMethod,
  type SavingPurchase,
} from '../payment.provider.js';

const TOKEN_BYTES = 32;
/** A saved test card pays US$500 at most: so the bundle of 100,000 is declined, for whoever wants to see that. */
const TEST_CARD_MAX_MICROS = 500_000_000;

interface TestCheckout {
  readonly tenantId: string;
  readonly purchaseId: string;
  readonly token: string;
  readonly state: 'open' | 'paid' | 'canceled' | 'expired';
  readonly priceMicros: number;
}

const COLUMNS = `tenant_id AS "tenantId", purchase_id AS "purchaseId", token, state,
  price_micros AS "priceMicros"`;

/** Takes play money by a page of ours, where no Stripe key is set. Its table is all it knows. */
export class TestPaymentProvider extends PaymentProvider {
  override readonly name = 'test';

  constructor(
    private readonly database: Database,
    private readonly settings: BillingSettings,
  ) {
    super();
  }

  override get isConfigured(): boolean {
    return this.settings.playMoney;
  }

  override async open({ tenantId, purchaseId, priceMicros }: NewCheckout): Promise<OpenedCheckout> {
    const token = newToken();
    const opened = await this.database.asWorker(async (tx) => {
      await query(
        tx,
        `INSERT INTO test_checkout (tenant_id, purchase_id, token, price_micros)
         VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [tenantId, purchaseId, token, priceMicros],
      );
      const [row] = await query<TestCheckout>(
        tx,
        `SELECT ${COLUMNS} FROM test_checkout WHERE tenant_id = $1 AND purchase_id = $2`,
        [tenantId, purchaseId],
      );
      return row!;
    });
    const url = `${this.settings.publicBaseUrl.replace(/\/+$/, '')}/checkout/${opened.token}`;
    return { reference: opened.token, url };
  }

  override async read(token: string): Promise<Paid | Closed | null> {
    const checkout = await this.find(token);
    return checkout ? newsOf(checkout) : null;
  }

  override close(token: string): Promise<Paid | Closed | null> {
    return this.end(token, 'expired');
  }

  /** Ends a checkout that is open. @returns how it ended, perhaps before and otherwise */
  async end(token: string, state: 'paid' | 'canceled' | 'expired'): Promise<Paid | Closed | null> {
    await this.database.query(
      `UPDATE test_checkout SET state = $2 WHERE token = $1 AND state = 'open'`,
      [token, state],
    );
    return this.read(token);
  }

  override async savedBy({ tenantId, purchaseId }: SavingPurchase): Promise<SavedMethod> {
    return { customerReference: `test-${tenantId}`, methodReference: `test-card-${purchaseId}` };
  }

  override async charge(order: ChargeOrder): Promise<Charge> {
    const { tenantId, purchaseId, priceMicros, mostMicros } = order;
    if (priceMicros > mostMicros)
      return {
        news: { kind: 'closed', checkout: '', as: 'canceled', tenantId, isOverCap: true },
      };
    const state = priceMicros > TEST_CARD_MAX_MICROS ? 'canceled' : 'paid';
    await this.database.query(
      `INSERT INTO test_checkout (tenant_id, purchase_id, token, price_micros, state)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [tenantId, purchaseId, newToken(), priceMicros, state],
    );
    const made = await this.findCharge(order);
    if (!made) throw new Error(`no charge of ${purchaseId}`);
    return made;
  }

  override async findCharge({ tenantId, purchaseId }: ChargeRequest): Promise<Charge | undefined> {
    const [made] = await this.database.query<TestCheckout>(
      `SELECT ${COLUMNS} FROM test_checkout WHERE tenant_id = $1 AND purchase_id = $2`,
      [tenantId, purchaseId],
    );
    if (!made) return undefined;
    const news = newsOf(made);
    return { news: news?.kind === 'closed' ? { ...news, failure: 'card_declined' } : news };
  }

  /** Each is decided at once. */
  override endCharge(request: ChargeRequest): Promise<Charge | undefined> {
    return this.findCharge(request);
  }

  override async refund({ refundId }: RefundRequest): Promise<RefundAnswer> {
    return { outcome: 'done', reference: refundId };
  }

  override async purchaseOf(): Promise<null> {
    return null;
  }

  /** It has no webhook: its page tells us what happens there. */
  override async parse(): Promise<PaymentEvent> {
    throw notFound();
  }

  async find(token: string): Promise<TestCheckout | undefined> {
    const [row] = await this.database.query<TestCheckout>(
      `SELECT ${COLUMNS} FROM test_checkout WHERE token = $1`,
      [token],
    );
    return row;
  }
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

function newsOf({ tenantId, token, state, priceMicros }: TestCheckout): Paid | Closed | null {
  if (state === 'open') return null;
  if (state !== 'paid') return { kind: 'closed', checkout: token, as: state, tenantId };
  return {
    kind: 'paid',
    checkout: token,
    payment: null,
    totalMicros: priceMicros,
    taxMicros: 0,
    currency: 'usd',
    tenantId,
  };
}
