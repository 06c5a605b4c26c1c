import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '@fieldline/contracts';
import { Stripe } from 'stripe';
import { FakeCharges } from './fake-charges.js';

export const STRIPE_KEY = 'sk_test_canary_4eC39HqLyjWDarjtT1zdp7dc';
export const WEBHOOK_SECRET = 'whsec_canary_9XqLyjWDarjtT1zdp7dc';

type Fields = Record<string, unknown>;
/** `lost`: done, and the answer never comes · `down`: not done · `refused`: not done, and never will be */
type Fault = 'lost' | 'down' | 'refused';

export interface Session extends Fields {
  id: string;
  status: 'open' | 'complete' | 'expired';
  payment_status: 'paid' | 'unpaid';
  client_reference_id: string;
  payment_intent: string | null;
  amount_subtotal: number;
  metadata: Record<string, string>;
}

const signer = new Stripe(STRIPE_KEY).webhooks;

/** As much of Stripe as we use, on loopback, with its idempotency keys. */
export class FakeStripe {
  readonly sessions = new Map<string, Session>();
  readonly refunds: Fields[] = [];
  readonly charges = new FakeCharges();
  /** Customers that somebody deleted on Stripe's own pages. */
  readonly deleted = new Set<unknown>();
  readonly asked: { method: string; path: string; authorization: string }[] = [];
  /** Of the next requests whose path begins, or reads, so. */
  readonly faults: { path: string | RegExp; fault: Fault }[] = [];
  /** Its answer is decided, and comes later. */
  slow: { readonly path: string; readonly until: Promise<void> } | undefined;
  private readonly answers = new Map<string, [number, Fields]>();
  private readonly server = createServer(
    (request, response) => void this.answer(request, response),
  );

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** The session of a purchase, paid by a person. */
  pay(purchaseId: string, taxCents = 0): Session {
    const session = this.sessionOf(purchaseId);
    return Object.assign(session, {
      status: 'complete',
      payment_status: 'paid',
      payment_intent: `pi_${purchaseId}`,
      amount_total: session.amount_subtotal + taxCents,
      total_details: { amount_tax: taxCents, amount_discount: 0, amount_shipping: 0 },
    });
  }

  /** Money that somebody returns on Stripe's own pages. @returns what Stripe tells of it */
  refundByHand(purchaseId: string, cents: number): Fields {
    const { payment_intent } = this.sessionOf(purchaseId);
    this.refunds.push({
      id: `re_${newId()}`,
      object: 'refund',
      status: 'succeeded',
      amount: cents,
      payment_intent,
      metadata: {},
    });
    return this.chargeOf(purchaseId);
  }

  /** The payer's bank sends the money of the last refund back. @returns what Stripe tells of it */
  failRefund(purchaseId: string): Fields {
    const refund = this.refundsOf(this.sessionOf(purchaseId).payment_intent).at(-1);
    return { ...Object.assign(refund!, { status: 'failed' }) };
  }

  chargeOf(purchaseId: string): Fields {
    const { id, payment_intent, amount_total: amount, metadata } = this.sessionOf(purchaseId);
    const amount_refunded = centsOf(this.refundsOf(payment_intent));
    return { id: `ch_${id}`, object: 'charge', amount, amount_refunded, payment_intent, metadata };
  }

  /** As Stripe does after a day. */
  forgetKeys(): void {
    this.answers.clear();
  }

  sessionOf(purchaseId: string): Session {
    const all = [...this.sessions.values()];
    const session = all.find((each) => each.client_reference_id === purchaseId);
    if (!session) throw new Error(`no session of ${purchaseId}`);
    return session;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '', 'http://stripe');
    const form = nested(new URLSearchParams(await text(request)));
    this.asked.push({ method, path: url.pathname, authorization: headers.authorization ?? '' });
    const at = this.faults.findIndex(({ path }) =>
      typeof path === 'string' ? url.pathname.startsWith(path) : path.test(url.pathname),
    );
    const fault = this.faults.splice(at, at < 0 ? 0 : 1)[0]?.fault;
    if (fault === 'down') return void response.destroy();
    const key = headers['idempotency-key'] as string | undefined;
    const [status, body] =
      fault === 'refused'
        ? refusal('charge_disputed')
        : this.once(key, () => this.handle(method, url, form));
    if (fault === 'lost') return void response.destroy();
    if (this.slow && url.pathname.startsWith(this.slow.path)) await this.slow.until;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private once(key: string | undefined, handle: () => [number, Fields]): [number, Fields] {
    const known = key === undefined ? undefined : this.answers.get(key);
    if (known) return known;
    const answer = handle();
    // What a bank decided is decided, too; and what isn't there, isn't there under this key.
    if (key !== undefined && (answer[0] !== 400 || isMissing(answer)))
      this.answers.set(key, answer);
    return answer;
  }

  private handle(method: string, { pathname, searchParams }: URL, form: Fields): [number, Fields] {
    const [, , resource, ...rest] = pathname.split('/');
    if (this.deleted.has(form['customer'] ?? searchParams.get('customer')))
      return refusal('resource_missing');
    if (resource === 'checkout') return this.checkout(method, rest[1], rest[2], form);
    if (resource === 'refunds' && method === 'POST') return this.refund(form);
    if (resource === 'refunds') {
      const data = this.refundsOf(searchParams.get('payment_intent'));
      return [200, { object: 'list', data, has_more: false }];
    }
    if (resource === 'tax') return this.charges.calculateTax(form);
    if (rest[0] === undefined)
      return method === 'POST'
        ? this.charges.create(form)
        : this.charges.list(searchParams.get('customer'));
    return this.intent(rest[0], rest[1]);
  }

  private intent(id: string, verb: string | undefined): [number, Fields] {
    const automatic = this.charges.intents.find((each) => each.id === id);
    if (automatic) return verb === 'cancel' ? this.charges.cancel(automatic) : [200, automatic];
    const session = [...this.sessions.values()].find((each) => each.payment_intent === id);
    if (!session) return refusal('resource_missing');
    const { metadata, customer } = session;
    return [200, { id, object: 'payment_intent', metadata, customer, payment_method: `pm_${id}` }];
  }

  private checkout(
    method: string,
    id: string | undefined,
    verb: string | undefined,
    form: Fields,
  ): [number, Fields] {
    if (id === undefined && method === 'POST') {
      const session = newSession(form);
      this.sessions.set(session.id, session);
      return [200, session];
    }
    const session = this.sessions.get(id ?? '');
    if (!session) return refusal('resource_missing');
    if (verb === 'expire' && session.status !== 'open') return refusal('session_not_open');
    if (verb === 'expire') session.status = 'expired';
    return [200, session];
  }

  private refundsOf(payment: string | null): Fields[] {
    return this.refunds.filter((refund) => refund['payment_intent'] === payment);
  }

  private refund(form: Fields): [number, Fields] {
    const sessions = [...this.sessions.values()];
    const session = sessions.find((each) => each.payment_intent === form['payment_intent']);
    const before = this.refundsOf(session?.payment_intent ?? null);
    const standing = before.filter(({ status }) => status !== 'failed');
    const left = Number(session?.['amount_total']) - centsOf(standing);
    if (left < Number(form['amount'])) return refusal('charge_already_refunded');
    const refund = {
      ...form,
      id: `re_${newId()}`,
      object: 'refund',
      status: 'succeeded',
      amount: Number(form['amount']),
    };
    this.refunds.push(refund);
    return [200, refund];
  }
}

function centsOf(refunds: readonly Fields[]): number {
  return refunds.reduce((sum, { amount }) => sum + Number(amount), 0);
}

/** An event as Stripe posts it, with its signature. */
export function signed(
  event: Fields,
  options: Signing = {},
): { payload: string; signature: string } {
  return signedText(JSON.stringify(event, null, 2), options);
}

interface Signing {
  readonly secret?: string;
  /** Below zero it is signed in the future. */
  readonly ageSeconds?: number;
}

/** Whatever it is, with Stripe's signature. */
export function signedText(
  payload: string,
  { secret = WEBHOOK_SECRET, ageSeconds = 0 }: Signing = {},
): { payload: string; signature: string } {
  const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
  return { payload, signature: signer.generateTestHeaderString({ payload, secret, timestamp }) };
}

export function eventOf(type: string, object: Fields, id = `evt_${newId()}`): Fields {
  return { id, object: 'event', type, livemode: false, data: { object } };
}

/** Disputes carry no word of ours: only the payment. */
export function disputeOf(session: Session, status: string, id = `dp_${session.id}`): Fields {
  return {
    id,
    object: 'dispute',
    status,
    payment_intent: session.payment_intent ?? `pi_${session.client_reference_id}`,
  };
}

function newSession(form: Fields): Session {
  const id = `cs_test_${newId()}`;
  const [item] = Object.values(form['line_items'] as Record<string, Fields>);
  const cents = Number((item!['price_data'] as Fields)['unit_amount']);
  return {
    id,
    object: 'checkout.session',
    status: 'open',
    payment_status: 'unpaid',
    url: `https://checkout.stripe.com/c/pay/${id}`,
    client_reference_id: String(form['client_reference_id']),
    metadata: form['metadata'] as Record<string, string>,
    payment_intent: null,
    customer: form['customer'] ?? (form['customer_creation'] === 'always' ? `cus_${id}` : null),
    setup_future_usage: (form['payment_intent_data'] as Fields)['setup_future_usage'] ?? null,
    currency: 'usd',
    amount_subtotal: cents,
    amount_total: cents,
    total_details: { amount_tax: 0, amount_discount: 0, amount_shipping: 0 },
  };
}

function isMissing([, { error }]: [number, Fields]): boolean {
  return (error as Fields | undefined)?.['code'] === 'resource_missing';
}

function refusal(code: string): [number, Fields] {
  return [400, { error: { type: 'invalid_request_error', code, message: `Refused: ${code}` } }];
}

/** `a[b][c]=1` as Stripe's client writes it. */
function nested(form: URLSearchParams): Fields {
  const root: Fields = {};
  for (const [name, value] of form) {
    const keys = name.split(/[[\]]+/).filter((key) => key !== '');
    const last = keys.pop()!;
    const leaf = keys.reduce((object, key) => (object[key] ??= {}) as Fields, root);
    leaf[last] = value;
  }
  return root;
}
