import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { newId } from '@fieldline/contracts';
import { Stripe } from 'stripe';

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
  readonly asked: { method: string; path: string; authorization: string }[] = [];
  /** Of the next requests whose path begins so. */
  readonly faults: { path: string; fault: Fault }[] = [];
  private readonly answers = new Map<string, Fields>();
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
    const at = this.faults.findIndex(({ path }) => url.pathname.startsWith(path));
    const fault = this.faults.splice(at, at < 0 ? 0 : 1)[0]?.fault;
    if (fault === 'down') return void response.destroy();
    const key = headers['idempotency-key'] as string | undefined;
    const [status, body] =
      fault === 'refused'
        ? refusal('charge_disputed')
        : this.once(key, () => this.handle(method, url, form));
    if (fault === 'lost') return void response.destroy();
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private once(key: string | undefined, handle: () => [number, Fields]): [number, Fields] {
    const known = key === undefined ? undefined : this.answers.get(key);
    if (known) return [200, known];
    const [status, body] = handle();
    if (key !== undefined && status === 200) this.answers.set(key, body);
    return [status, body];
  }

  private handle(method: string, { pathname, searchParams }: URL, form: Fields): [number, Fields] {
    const [, , resource, ...rest] = pathname.split('/');
    if (resource === 'checkout') return this.checkout(method, rest[1], rest[2], form);
    if (resource === 'refunds' && method === 'POST') return this.refund(form);
    if (resource === 'refunds') {
      const payment = searchParams.get('payment_intent');
      const data = this.refunds.filter((refund) => refund['payment_intent'] === payment);
      return [200, { object: 'list', data, has_more: false }];
    }
    const session = [...this.sessions.values()].find((each) => each.payment_intent === rest[0]);
    if (!session) return refusal('resource_missing');
    return [200, { id: rest[0], object: 'payment_intent', metadata: session.metadata }];
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

  private refund(form: Fields): [number, Fields] {
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

/** An event as Stripe posts it, with its signature. */
export function signed(
  event: Fields,
  { secret = WEBHOOK_SECRET, ageSeconds = 0 } = {},
): { payload: string; signature: string } {
  const payload = JSON.stringify(event, null, 2);
  const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
  return { payload, signature: signer.generateTestHeaderString({ payload, secret, timestamp }) };
}

export function eventOf(type: string, object: Fields, id = `evt_${newId()}`): Fields {
  return { id, object: 'event', type, livemode: false, data: { object } };
}

export function chargeOf(session: Session, refundedCents: number): Fields {
  const { payment_intent, amount_subtotal: amount, metadata } = session;
  return {
    id: `ch_${session.id}`,
    object: 'charge',
    amount,
    amount_refunded: refundedCents,
    payment_intent,
    metadata,
  };
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
    currency: 'usd',
    amount_subtotal: cents,
    amount_total: cents,
    total_details: { amount_tax: 0, amount_discount: 0, amount_shipping: 0 },
  };
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
