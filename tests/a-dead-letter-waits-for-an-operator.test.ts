import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { operate, type Said } from './support/command-line.js';
import { OtlpReceiver } from './support/otlp-receiver.js';
import { poison } from './support/poison.js';
import { expectProblem } from './support/problem.js';
import { Product, type TransportName, TRANSPORTS } from './support/product.js';
import { accepted, becomes, settled } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

const BALANCE = 100;
/** Three segments: the release under test can't hold so many. */
const LONG_BODY = 'We are on our way. '.repeat(20);
const REASON = 'mended in the last release';

for (const transport of TRANSPORTS) {
  const isHere = transport === 'embedded' || process.env['STORY_KAFKA'] !== undefined;
  const on = isHere ? describe : describe.skip;
  on(`a dead letter waits for an operator (${transport})`, () => tell(transport));
}

function tell(transport: TransportName): void {
  let collector: OtlpReceiver;
  let product: Product;
  let business: Business;

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRIC_EXPORT_INTERVAL: '500',
    };
    product = await Product.start({ transport, environment });
    business = await Business.open(product, BALANCE);
  }, 240_000);

  afterAll(async () => {
    await product?.remove();
    collector.stop();
  }, 60_000);

  const asOperator = (method: string, path: string, body?: object): Promise<Answer> =>
    ask(product, product.operatorKey, method, `/v1/dead-letters${path}`, { body });
  const atTerminal = (...words: readonly string[]): Promise<Said> =>
    operate(product, 'dead-letters', ...words);

  /** The open letters of an aggregate, first come first, once there are so many. */
  const lettersOf = (subject: string, count: number): Promise<Json[]> =>
    eventually(
      async () => {
        const { body } = await asOperator('GET', '?state=open&limit=200');
        const letters = body.items.filter((letter: Json) => letter.subject === subject);
        expect(letters).toHaveLength(count);
        return letters.toReversed();
      },
      { timeoutMs: 10_000, intervalMs: 100 },
    );

  const alarms = (service: string): (number | undefined)[] => [
    collector.gauge('fieldline.dead_letter.open', { service, reason: 'failed' }),
    collector.gauge('fieldline.dead_letter.open', { service, reason: 'parked' }),
    collector.gauge('fieldline.dead_letter.parked_aggregates', { service }),
  ];
  const expectAlarms = (service: string, ...expected: number[]): Promise<void> =>
    eventually(() => expect(alarms(service)).toEqual(expected), { timeoutMs: 10_000 });

  describe('a text that billing fails to hold', () => {
    let mend: () => Promise<void>;
    let contactId: string;
    let message: Json;
    let letter: Json;

    const kinds = async (): Promise<string[]> => {
      const entries = await business.ledger();
      const ofMessage = entries.filter(({ messageId }) => messageId === message.id);
      return ofMessage.map(({ kind }) => kind as string).toReversed();
    };

    beforeAll(async () => {
      contactId = await business.customer(newPhone());
      const when = 'NEW.segments = 3';
      mend = await poison(product, { service: 'billing', table: 'hold', when });
      message = await accepted(business, { contactId, body: LONG_BODY });
      await lettersOf(message.id, 1);
    });

    test('waits, and its cancellation behind it', async () => {
      const { place, apiKey } = business;
      const canceled = await ask(place, apiKey, 'DELETE', `/v1/messages/${message.id}`);
      expect(canceled.status).toBe(200);
      const letters = await lettersOf(message.id, 2);
      const common = { service: 'billing', topic: 'messaging.message', state: 'open' };
      expect(letters).toMatchObject([
        { ...common, reason: 'failed', type: 'messaging.message.accepted.v1' },
        { ...common, reason: 'parked', type: 'messaging.message.progressed.v1' },
      ]);
      letter = letters[0];
      expect(letter).toMatchObject({
        tenantId: business.tenantId,
        key: message.conversationId,
        error: expect.stringContaining('no such row can be written'),
      });
      await expectAlarms('billing', 1, 1, 1);
    });

    test('while others of the same conversation flow', async () => {
      const other = await accepted(business, { contactId, body: 'Flows on' });
      expect(other.conversationId).toBe(message.conversationId);
      await becomes(business, other.id, { status: 'delivered', charge: { segments: 1 } });
      expect(await kinds()).toEqual([]);
    });

    test('is not for the business to see, let alone to decide', async () => {
      const owner = await signInAsOwner(business);
      const path = `/v1/dead-letters/${letter.id}`;
      const body = { reason: REASON };
      for (const credential of [owner, business.apiKey])
        for (const answer of [
          await ask(product, credential, 'GET', '/v1/dead-letters'),
          await ask(product, credential, 'GET', path),
          await ask(product, credential, 'POST', `${path}/replay`, { body }),
          await ask(product, credential, 'POST', `${path}/drop`, { body }),
        ])
          expectProblem(answer, 403, 'forbidden');
      expect((await asOperator('GET', `/${letter.id}`)).body).toMatchObject({ attempts: 0 });
    });

    test('is listed and shown at the terminal', async () => {
      const list = await atTerminal('list', '--reason', 'failed');
      expect(list).toMatchObject({ code: 0, out: expect.stringContaining(letter.id) });
      const shown = await atTerminal('show', letter.id);
      expect(shown.code).toBe(0);
      expect(shown.out).toContain('waiting behind it  1');
      expect(shown.out).toContain(`"messageId": "${message.id}"`);
    });

    test('replayed before it is mended, it stays open', async () => {
      const { code, out } = await atTerminal('replay', letter.id, '--reason', 'perhaps');
      expect([code, out]).toEqual([1, expect.stringContaining('Failed again')]);
      expect(await lettersOf(message.id, 2)).toMatchObject([{ attempts: 1 }, { attempts: 0 }]);
    });

    test('replayed when it is mended, it has its effect, and what waited follows', async () => {
      await mend();
      const { code, out } = await atTerminal('replay', letter.id, '--reason', REASON);
      expect([code, out]).toEqual([0, 'Handled.\n1 that waited behind it handled too.']);
      expect(await kinds()).toEqual(['hold', 'void']);
      await lettersOf(message.id, 0);
    });

    test('replayed once more, nothing changes', async () => {
      const path = `/${letter.id}/replay`;
      const { status, body } = await asOperator('POST', path, { reason: 'to be sure' });
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({ outcome: 'handled', repeated: true, handledBehind: 0 }),
      ]);
      const { resolution } = (await asOperator('GET', `/${letter.id}`)).body;
      expect(resolution).toMatchObject({ outcome: 'handled', reason: REASON });
      expect(await kinds()).toEqual(['hold', 'void']);
      expect(await settled(business)).toMatchObject({ available: BALANCE - 1, debt: 0 });
    });
  });

  describe('a contact that the scheduler fails to keep', () => {
    const change = (name: string): Promise<Answer> =>
      business.put('/v1/contacts/ext:dana', { kind: 'customer', name });

    test('dropped for a reason, what came after it is kept', async () => {
      const { id } = (await change('Dana')).body;
      const when = `NEW.name = 'Poison'`;
      const mend = await poison(product, { service: 'scheduler', table: 'contact_copy', when });
      await change('Poison');
      await lettersOf(id, 1);
      await change('Dana Whitfield');
      const [letter] = await lettersOf(id, 2);
      const dropped = await atTerminal('drop', letter.id, '--reason', 'a slip of the office');
      expect(dropped).toEqual({
        code: 0,
        out: 'Dropped.\n1 that waited behind it handled too.',
      });
      const { body } = await asOperator('POST', `/${letter.id}/drop`, { reason: 'again' });
      expect(body).toMatchObject({
        outcome: 'dropped',
        repeated: true,
        letter: { resolution: { reason: 'a slip of the office' } },
      });
      await mend();
    });
  });

  test('in the end nobody is alarmed, and nothing is wrong', async () => {
    await expectAlarms('billing', 0, 0, 0);
    await expectAlarms('scheduler', 0, 0, 0);
    await expectNothingWrong(product);
  });
}

/** @returns the access token of a person whom the business has made an owner */
async function signInAsOwner({ place, tenantId }: Business): Promise<string> {
  const email = `owner-${randomUUID()}@story.test`;
  const password = 'correct horse battery';
  const headers = { 'x-tenant-id': tenantId };
  const user = { email, name: 'Lee', role: 'owner', password };
  await ask(place, place.operatorKey, 'POST', '/v1/users', { body: user, headers });
  const body = { email, password };
  const session = await ask(place, null, 'POST', '/v1/auth/login', { body });
  return session.body.accessToken;
}
