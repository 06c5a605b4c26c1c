import { eventually } from '@fieldline/testing';
import { derivedId } from '@fieldline/contracts';
import { type Answer, ask, type Business, type Json, type Place } from './business.js';

const PATIENCE = { timeoutMs: 60_000, intervalMs: 100 };

/** What the simulator has of a registration. */
export interface Registered {
  readonly kind: string;
  readonly sid: string;
  readonly status: string;
}

/** A business's registration, as an operator sees it, and Twilio's side of it. */
export class Registering {
  constructor(
    private readonly place: Place,
    private readonly business: Pick<Business, 'tenantId'>,
    private readonly path = 'us',
  ) {}

  submit(form: Json, key?: string): Promise<Answer> {
    return this.operator('POST', '/v1/registration', form, key);
  }

  operator(method: string, path: string, body?: Json, key?: string): Promise<Answer> {
    const headers = { 'x-tenant-id': this.business.tenantId };
    return ask(this.place, this.place.operatorKey, method, path, { body, key, headers });
  }

  async view(): Promise<Json> {
    return (await this.operator('GET', '/v1/registration')).body;
  }

  reaches(state: string): Promise<Json> {
    return eventually(async () => {
      const view = await this.view();
      if (view.state !== state) throw new Error(JSON.stringify([view.state, view.reasons]));
      return view;
    }, PATIENCE);
  }

  /** Says beforehand what becomes of this business's next of a kind. */
  async decide(kind: string, status: string, errors: readonly number[] = []): Promise<void> {
    const bearer = BEARERS[kind] ?? 'messaging_service';
    await this.simulator('POST', '/registrations/next', {
      kind,
      friendlyNameContains: this.nameOf(bearer),
      outcome: { status, errors },
    });
  }

  /** Says what becomes of something that is being looked at. */
  async outcome(kind: string, status: string): Promise<void> {
    const one = await eventually(async () => {
      const found = (await this.registered()).find((each) => each.kind === kind);
      if (!found) throw new Error(`there is no ${kind} yet`);
      return found;
    }, PATIENCE);
    await this.simulator('POST', `/registrations/${one.sid}/outcome`, { status });
  }

  async registered(): Promise<Registered[]> {
    const { body } = await this.simulator('GET', '/registrations');
    const names = Object.values(BEARERS).map((bearer) => this.nameOf(bearer));
    return (body.registrations as Json[]).filter(({ name }) => names.includes(name as string));
  }

  async simulator(method: string, path: string, body?: Json): Promise<Answer> {
    const answer = await ask({ url: this.place.phonesUrl }, null, method, path, { body });
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    return answer;
  }

  /** Our own name of something at Twilio. */
  private nameOf(step: string): string {
    return derivedId('registration', this.business.tenantId, this.path, step);
  }
}

/** Whose name something goes by at Twilio. */
const BEARERS: Readonly<Record<string, string>> = {
  profile: 'customer_profile',
  trust_product: 'trust_product',
  brand: 'customer_profile',
  campaign: 'messaging_service',
  number: 'messaging_service',
};
