import { randomUUID } from 'node:crypto';
import { type Answer, ask, type Json, type Place } from './ask.js';
import { getReady } from './ready.js';

export { type Answer, ask, type Ask, type Json, type Place } from './ask.js';

const SCOPES = [
  'balance:read',
  'consents:read',
  'consents:write',
  'contacts:read',
  'contacts:write',
  'conversations:read',
  'conversations:write',
  'employees:read',
  'employees:write',
  'job_types:write',
  'jobs:read',
  'jobs:write',
  'messages:read',
  'messages:write',
  'tenant:read',
];

const opened: { readonly url: string; readonly tenantId: string }[] = [];

/** The businesses that this story has opened at a place. */
export function openedAt({ url }: Pick<Place, 'url'>): string[] {
  return opened.filter((each) => each.url === url).map(({ tenantId }) => tenantId);
}

/** A business of its own for one story: its own number, balance and API key. */
export class Business {
  private constructor(
    readonly place: Place,
    readonly tenantId: string,
    readonly apiKey: string,
    readonly phoneNumber: string,
  ) {}

  /** @param options `ready: false` leaves it before its registration, with nobody who has read the rules */
  static async open(
    place: Place,
    segments = 100,
    name = 'Story Plumbing',
    { ready = true }: { readonly ready?: boolean } = {},
  ): Promise<Business> {
    const operator = (
      method: string,
      path: string,
      body: object,
      tenantId?: string,
    ): Promise<Answer> =>
      ask(place, place.operatorKey, method, path, {
        body,
        headers: tenantId ? { 'x-tenant-id': tenantId } : {},
      });
    const created = await operator('POST', '/v1/tenants', {
      name,
      country: 'US',
      timeZone: 'America/Chicago',
      areaCode: '312',
      contactPhone: '+13125550100',
      ownerEmail: `owner-${randomUUID()}@story.test`,
    });
    const tenantId: string = created.body.id;
    opened.push({ url: place.url, tenantId });
    const activated = await operator('POST', `/v1/tenants/${tenantId}/activation`, {});
    if (segments > 0)
      await operator('POST', '/v1/adjustments', { segments, reason: 'story' }, tenantId);
    const key = await operator('POST', '/v1/api-keys', { name: 'story', scopes: SCOPES }, tenantId);
    if (activated.status >= 300 || key.status >= 300)
      throw new Error(JSON.stringify([created.body, activated.body, key.body]));
    if (ready) await getReady(place, tenantId, key.body.secret);
    return new Business(place, tenantId, key.body.secret, activated.body.phoneNumber);
  }

  get(path: string): Promise<Answer> {
    return ask(this.place, this.apiKey, 'GET', path);
  }

  post(path: string, body: unknown, key?: string): Promise<Answer> {
    return ask(this.place, this.apiKey, 'POST', path, { body, key });
  }

  put(path: string, body: unknown): Promise<Answer> {
    return ask(this.place, this.apiKey, 'PUT', path, { body });
  }

  delete(path: string): Promise<Answer> {
    return ask(this.place, this.apiKey, 'DELETE', path);
  }

  /** A customer with a number who has opted in. */
  async customer(
    smsNumber: string,
    externalId: string = randomUUID(),
    name = 'Dana Whitfield',
  ): Promise<string> {
    await this.put(`/v1/contacts/ext:${externalId}`, { kind: 'customer', name, smsNumber });
    await this.optIn(`ext:${externalId}`);
    return `ext:${externalId}`;
  }

  optIn(contactId: string): Promise<Answer> {
    const proof = { source: 'web_form', proof: 'https://story.test/book', wording: 'Text me' };
    return this.post('/v1/consents', { contactId, action: 'opt_in', basis: 'express', ...proof });
  }

  async balance(): Promise<Json> {
    return (await this.get('/v1/balance')).body;
  }

  async message(id: string): Promise<Json> {
    return (await this.get(`/v1/messages/${id}`)).body;
  }

  /** Every entry of the ledger, newest first. */
  async ledger(): Promise<Json[]> {
    return this.all('/v1/ledger');
  }

  async all(path: string): Promise<Json[]> {
    const items: Json[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: Answer = await this.get(
        `${path}?limit=200${cursor ? `&cursor=${cursor}` : ''}`,
      );
      items.push(...body.items);
      cursor = body.nextCursor;
    }
    return items;
  }

  /** A person texts this business from a virtual phone. */
  async textedFrom(phone: string, body: string, mediaCount = 0): Promise<void> {
    const path = `/phones/${encodeURIComponent(phone)}/messages`;
    const answer = await ask({ url: this.place.phonesUrl }, null, 'POST', path, {
      body: { to: this.phoneNumber, body, mediaCount },
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  }

  /** What a virtual phone shows of this business, oldest first. */
  async textsAt(phone: string): Promise<Json[]> {
    const path = `/phones/${encodeURIComponent(phone)}/messages`;
    const { body } = await ask({ url: this.place.phonesUrl }, null, 'GET', path);
    return body.messages.filter(
      ({ from, to }: Json) => from === this.phoneNumber || to === this.phoneNumber,
    );
  }
}

let lastPhone = Math.floor(Math.random() * 1_000_000);

/** A number that nobody in this run has. */
export function newPhone(): string {
  lastPhone = (lastPhone + 1) % 1_000_000;
  return `+1773${String(2_000_000 + lastPhone)}`;
}
