import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, withinOneDay } from '@fieldline/testing';
import { localInstallation } from '@fieldline/verify';
import { Client } from 'pg';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { type CrashPoint, CrashPoints } from './support/crash-points.js';
import { setFaults } from './support/faults.js';
import { Product, type TransportName, TRANSPORTS } from './support/product.js';
import { accepted, becomes, settled } from './support/sending.js';

const TEXTS = 250;
const WITHIN = { timeoutMs: 90_000, intervalMs: 200 };

/** Moments of a tie-out, each about to be committed when the process is killed. */
const KILLS: Readonly<Record<string, CrashPoint>> = {
  "Twilio's list is joined to the messages": {
    service: 'messaging',
    table: 'tie_out',
    event: 'UPDATE OF state',
    when: `OLD.state = 'listing' AND NEW.state = 'asking'`,
  },
  'a page is said': {
    service: 'messaging',
    table: 'tie_out',
    event: 'UPDATE OF published',
    when: 'NEW.published > OLD.published',
  },
  'it is compared': {
    service: 'billing',
    table: 'tie_out',
    event: 'UPDATE OF state',
    when: `OLD.state = 'running' AND NEW.state <> 'running'`,
  },
};

/** On Kafka by hand, `TIE_OUT_ON_KAFKA=1`: minutes for a comparison that doesn't know how facts travel. */
const kafka = process.env['TIE_OUT_ON_KAFKA'] === '1' && process.env['STORY_KAFKA'] !== undefined;

for (const transport of TRANSPORTS) {
  const isHere = transport === 'embedded' || kafka;
  const on = isHere ? describe : describe.skip;
  on(`a day is tied out (${transport})`, () => tell(transport));
}

function tell(transport: TransportName): void {
  /** It stays today until the story is told. */
  let today: string;
  let product: Product;
  let business: Business;
  let admin: Client;

  beforeAll(async () => {
    today = await withinOneDay(10 * 60_000);
    product = await Product.start({
      transport,
      environment: { TIE_OUT_GRACE_SECONDS: '1', TIE_OUT_AFTER_SECONDS: '0' },
    });
    business = await Business.open(product, 1_000);
    const { databaseUrl } = await localInstallation(product.dataDir);
    admin = new Client({ connectionString: databaseUrl });
    admin.on('error', () => undefined);
    await admin.connect();
  }, 900_000);

  afterAll(async () => {
    await admin?.end().catch(() => undefined);
    await product?.remove();
  });

  const asOperator = (method: string, path: string, body?: object): Promise<Answer> =>
    ask(product, product.operatorKey, method, path, {
      body,
      headers: { 'x-tenant-id': business.tenantId },
    });

  const request = (): Promise<Answer> => asOperator('POST', '/v1/tie-outs', { date: today });

  /** What was found, once it has been looked for; by this run, if one is named. */
  const found = (date: string, run?: string): Promise<Json> =>
    eventually(async () => {
      const { body } = await asOperator('GET', `/v1/tie-outs/${date}`);
      expect(['tied', 'mismatched']).toContain(body.state);
      if (run !== undefined) expect(body.id).toBe(run);
      return body;
    }, WITHIN);

  async function tieOut(): Promise<Json> {
    const { status, body } = await request();
    expect(status).toBe(202);
    return found(today, body.id);
  }

  async function expectTied(): Promise<Json> {
    const view = await tieOut();
    expect([view.mismatches, view.open, view.state]).toEqual([[], [], 'tied']);
    expect([view.ledger, view.messaging]).toEqual([view.twilio, view.twilio]);
    return view;
  }

  /** Texts of every kind of end, and what came in. */
  async function aBusyDay(): Promise<void> {
    const [undelivered, failed, refused] = [newPhone(), newPhone(), newPhone()];
    await setFaults(product, {
      numbers: { [undelivered]: 30003, [failed]: 30001, [refused]: 21408 },
    });
    const contacts = await Promise.all(
      [undelivered, failed, refused, newPhone(), newPhone()].map((phone) =>
        business.customer(phone),
      ),
    );
    for (let sent = 0; sent < TEXTS; sent += contacts.length)
      await Promise.all(
        contacts.map((contactId) =>
          accepted(business, {
            contactId,
            body: `${'We are on our way. '.repeat(1 + (sent % 12))}${sent}`,
          }),
        ),
      );
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    for (let canceled = 0; canceled < 10; canceled += 1) {
      const { id } = await accepted(business, { contactId: contacts[3], body: 'Later', sendAt });
      await becomes(business, id, { status: 'scheduled' });
      expect((await ask(product, business.apiKey, 'DELETE', `/v1/messages/${id}`)).status).toBe(
        200,
      );
    }
    for (let came = 0; came < 40; came += 1)
      await business.textedFrom(newPhone(), `Thanks ${came}`);
    await eventually(async () => {
      const messages = await business.all('/v1/messages');
      expect(messages).toHaveLength(TEXTS + 50);
      const ends = ['delivered', 'undelivered', 'failed', 'rejected', 'canceled', 'received'];
      expect(messages.filter(({ status }) => !ends.includes(status))).toEqual([]);
    }, WITHIN);
    await settled(business);
    await setFaults(product, {});
  }

  test('and 300 texts of all sorts agree with the ledger and with Twilio', async () => {
    await aBusyDay();
    const view = await expectTied();
    // Of five contacts one is refused by Twilio at once.
    expect(view.messaging.messages).toBe((TEXTS / 5) * 4 + 40);
    expect(view.ledger.segments).toBe(1_000 - (await business.balance()).available);
    const own = await ask(product, business.apiKey, 'GET', `/v1/tie-outs/${today}`);
    expect([own.status, own.body.code]).toEqual([403, 'forbidden']);
  }, 180_000);

  test('and what is wrong with it is found and explained', async () => {
    const plant = (sql: string, ...values: unknown[]) => admin.query(sql, values);
    const one = async (): Promise<string> => {
      const contactId = await business.customer(newPhone());
      const { id } = await accepted(business, { contactId, body: 'We are on our way' });
      await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
      return id;
    };
    const ids: Record<string, string> = {};
    for (const kind of ['missing', 'double', 'wrong', 'orphan', 'unknown']) ids[kind] = await one();
    const orphan = ids['orphan'] ?? '';

    await plant(`DELETE FROM billing.entry WHERE message_id = $1`, ids['missing']);
    await plant(`DELETE FROM billing.hold WHERE message_id = $1`, ids['missing']);
    await plant('DROP INDEX billing.entry_once_by_message_id');
    await plant(
      `INSERT INTO billing.entry (tenant_id, message_id, kind, source, target, segments)
       SELECT tenant_id, message_id, kind, source, target, segments FROM billing.entry
        WHERE message_id = $1 AND kind = 'post'`,
      ids['double'],
    );
    await plant(
      `UPDATE billing.entry SET segments = 3 WHERE message_id = $1 AND kind = 'post'`,
      ids['wrong'],
    );
    await plant(`UPDATE billing.hold SET posted_segments = 3 WHERE message_id = $1`, ids['wrong']);
    await plant(
      `INSERT INTO billing.hold (tenant_id, message_id, conversation_id, direction, segments, state, created_at)
       SELECT tenant_id, gen_random_uuid(), conversation_id, 'outbound', 4, 'open', now() - interval '2 seconds'
         FROM billing.hold WHERE message_id = $1`,
      orphan,
    );
    await plant(
      `UPDATE messaging.message SET provider_message_id = 'SM' || repeat('0', 32) WHERE id = $1`,
      ids['unknown'],
    );
    await setFaults(product, { dropCallbacks: 1 });
    await business.textedFrom(newPhone(), 'Nobody told you of this');
    await new Promise((resolve) => setTimeout(resolve, 2_500));

    const view = await tieOut();
    const byKind = (kind: string): Json[] =>
      view.mismatches.filter((mismatch: Json) => mismatch.kind === kind);
    expect(byKind('missing_charge')).toMatchObject([
      { messageId: ids['missing'], segments: { ledger: null, messaging: 1, twilio: 1 } },
    ]);
    expect(byKind('double_charge')).toMatchObject([
      { messageId: ids['double'], segments: { ledger: 2, messaging: 1, twilio: 1 } },
    ]);
    expect(byKind('wrong_count')).toMatchObject([
      { messageId: ids['wrong'], segments: { ledger: 3, messaging: 1, twilio: 1 } },
    ]);
    expect(byKind('orphan_hold')).toMatchObject([{ status: null, holdState: 'open' }]);
    expect(byKind('unknown_at_twilio')).toMatchObject([
      { messageId: ids['unknown'], segments: { ledger: 1, messaging: 1, twilio: null } },
    ]);
    // What we sent and Twilio calls otherwise, and the text whose callback was lost.
    expect(
      byKind('unknown_to_us')
        .map(({ direction }) => direction)
        .toSorted(),
    ).toEqual(['inbound', 'outbound']);
    expect([view.state, view.mismatchCount]).toEqual(['mismatched', 7]);
    for (const { cause } of view.mismatches) expect(cause).toMatch(/^[A-Z].+\.$/);
    const { body } = await asOperator('GET', '/v1/tie-outs');
    expect(body.items).toMatchObject([{ date: today, state: 'mismatched', mismatchCount: 7 }]);
    await setFaults(product, {});
  }, 120_000);

  // Where it goes on after a death is in the database, on both; Kafka's groups would take their time to notice.
  if (transport === 'kafka') return;

  test('a business whose days are over has them tied out by itself', async () => {
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await admin.query(
      `UPDATE messaging.number SET created_at = now() - interval '1 day' WHERE tenant_id = $1`,
      [business.tenantId],
    );
    await admin.end();
    await product.end();
    await product.boot();
    expect(await found(yesterday)).toMatchObject({ state: 'tied', mismatchCount: 0 });
  }, 180_000);

  describe('killed in the middle, it is completed once:', () => {
    let points: CrashPoints;

    beforeAll(async () => {
      business = await Business.open(product, 10, 'Other Plumbing');
      const contactId = await business.customer(newPhone());
      const { id } = await accepted(business, { contactId, body: 'We are on our way' });
      await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
      points = new CrashPoints(product.dataDir, Object.values(KILLS));
      await points.install();
    }, 60_000);

    test.each(Object.entries(KILLS))(
      '%s',
      async (_, point) => {
        await points.arm(point);
        const { body } = await request();
        await points.reached(point);
        await product.end('SIGKILL');
        await points.disarm();
        await product.boot();
        const one = { messages: 1, segments: 1 };
        const view = { state: 'tied', ledger: one, messaging: one, twilio: one, openCount: 0 };
        expect(await found(today, body.id)).toMatchObject(view);
        const left = await points.asWorker('messaging', 'SELECT FROM messaging.tie_out_line');
        expect(left).toEqual([]);
      },
      240_000,
    );
  });
}
