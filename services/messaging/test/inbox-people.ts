import {
  type ConversationView,
  type EntryView,
  newId,
  type Page,
  type Role,
  TextArrived,
  UserChanged,
} from '@fieldline/contracts';
import type { Answer } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
}

type Refusal = Partial<{ assignee: { id: string; name: string }; since: string }>;
export type ThreadAnswer = Answer<ConversationView & Refusal>;

let lastPhone = 0;

/** A business and its people at their inbox. */
export class Inbox {
  constructor(
    readonly messaging: RunningMessaging,
    readonly business: Business,
  ) {}

  static async open(messaging: RunningMessaging, name?: string): Promise<Inbox> {
    return new Inbox(messaging, await messaging.business(name));
  }

  /** Somebody gets an account, or it changes; messaging has heard of it. */
  async person(name: string, fields: Partial<UserChanged> = {}): Promise<Person> {
    const { userId = newId(), role = 'agent' } = fields;
    const said = await this.say(name, { ...fields, userId, role });
    await this.messaging.service.handled(said);
    return { id: userId, name, role };
  }

  /** As the gateway would tell of somebody's account. @returns the event's id */
  say(name: string, fields: Partial<UserChanged> & { userId: string }): Promise<string[]> {
    const account = { role: 'agent', status: 'active', version: 1 } as const;
    const createdAt = '2026-01-01T00:00:00.000Z';
    const payload = { name, createdAt, ...account, ...fields };
    const { tenantId } = this.business;
    return this.messaging.service.say(UserChanged, [{ tenantId, payload }]);
  }

  /** A number that nobody has texted from yet. */
  static phone(): string {
    lastPhone += 1;
    return `+1773555${String(lastPhone).padStart(4, '0')}`;
  }

  /** A person texts the business. @returns the thread */
  async texted(body: string, from = Inbox.phone()): Promise<{ id: string; from: string }> {
    await this.messaging.arrive(this.business, from, body);
    const { rows } = await this.messaging.service.admin.query<{ id: string }>(
      `SELECT v.id FROM conversation v JOIN recipient r ON r.tenant_id = v.tenant_id AND r.id = v.recipient_id
        WHERE v.tenant_id = $1 AND r.phone_number = $2`,
      [this.business.tenantId, from],
    );
    return { id: rows[0]?.id ?? '', from };
  }

  /** As the gateway would tell of a person's text, without waiting until it is in. */
  sayTexted(body: string, from: string): Promise<string[]> {
    const { tenantId, phoneNumber: to, accountSid } = this.business;
    const arrivedAt = new Date().toISOString();
    const text = { from, to, body, accountSid, segments: 1, mediaCount: 0, arrivedAt };
    const payload = { ...text, conversationId: newId(), providerMessageId: `SM${newId()}` };
    return this.messaging.service.say(TextArrived, [{ tenantId, payload }]);
  }

  ask<T>(by: Person, method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const { tenantId } = this.business;
    const { id: userId, role } = by;
    return this.messaging.service.call<T>(tenantId, [method, path], { body, role, userId });
  }

  /** As a program of the business's. */
  askAsProgram<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    const { tenantId } = this.business;
    const program = { role: 'admin', kind: 'api_key', userId: newId() } as const;
    return this.messaging.service.call<T>(tenantId, [method, path], { body, ...program });
  }

  /** For instance `claim`. */
  take(by: Person, threadId: string, act: string, body: object = {}): Promise<ThreadAnswer> {
    return this.ask(by, 'POST', `/conversations/${threadId}/${act}`, body);
  }

  /** Ids of the threads of a list, in its order. */
  async listed(by: Person, query: string): Promise<string[]> {
    const { status, body } = await this.ask<Page<ConversationView>>(
      by,
      'GET',
      `/conversations?limit=200&${query}`,
    );
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.items.map(({ id }) => id);
  }

  async found(by: Person, q: string): Promise<string[]> {
    return this.listed(by, `q=${encodeURIComponent(q)}`);
  }

  async entries(by: Person, threadId: string): Promise<EntryView[]> {
    const path = `/conversations/${threadId}/entries?limit=200`;
    return (await this.ask<Page<EntryView>>(by, 'GET', path)).body.items;
  }
}
