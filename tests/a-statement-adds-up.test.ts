import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { Product, type TransportName, TRANSPORTS } from './support/product.js';
import { accepted, becomes, settled } from './support/sending.js';

/** The month that it is where the business is. */
const month = (): string => {
  const format = { timeZone: 'America/Chicago', year: 'numeric', month: '2-digit' } as const;
  return new Intl.DateTimeFormat('en-CA', format).format().slice(0, 7);
};

for (const transport of TRANSPORTS) {
  const isHere = transport === 'embedded' || process.env['STORY_KAFKA'] !== undefined;
  const on = isHere ? describe : describe.skip;
  on(`a statement adds up (${transport})`, () => tell(transport));
}

/** Its faults hold for the whole simulator, so this story has a product of its own. */
function tell(transport: TransportName): void {
  let product: Product;
  let business: Business;
  let purchaseId: string;

  const asOperator = (method: string, path: string, body: object): Promise<Json> =>
    ask(product, product.operatorKey, method, path, {
      body,
      headers: { 'x-tenant-id': business.tenantId },
    }).then(({ body: answer }) => answer);

  const statement = async (): Promise<Json> => {
    const { status, body } = await business.get(`/v1/statements/${month()}`);
    expect([status, body.code]).toEqual([200, undefined]);
    return body;
  };

  async function buy(bundle: number): Promise<string> {
    const { secret } = await asOperator('POST', '/v1/api-keys', {
      name: 'buyer',
      scopes: ['purchases:read', 'purchases:write'],
    });
    const { body } = await ask(product, secret, 'POST', '/v1/purchases', { body: { bundle } });
    const { pathname } = new URL(body.checkoutUrl);
    await fetch(`${product.url}${pathname}/pay`, { method: 'POST', body: new URLSearchParams() });
    return body.id;
  }

  beforeAll(async () => {
    product = await Product.start({ transport });
    business = await Business.open(product, 0);
    purchaseId = await buy(2_500);
  }, 240_000);
  afterAll(() => product.remove());

  test('a text says which purchase it was drawn from, and its statement which job it was about', async () => {
    await business.put('/v1/job-types/drain', { title: 'Drain' });
    const contactId = await business.customer(newPhone(), 'C-1');
    const job = await business.put('/v1/jobs/ext:J-1', {
      contactId,
      jobType: 'drain',
      startsAt: '2026-12-01T15:00:00Z',
      timeZone: 'America/Chicago',
      status: 'scheduled',
    });
    const context = { jobId: 'ext:J-1', contactId };
    const sent = await accepted(business, { contactId, body: 'On our way', context });
    expect(sent.jobId).toBe(job.body.id);
    await becomes(business, sent.id, {
      jobId: job.body.id,
      status: 'delivered',
      charge: {
        segments: 1,
        costMicros: 15_000,
        lots: [{ purchaseId, segments: 1, costMicros: 15_000 }],
      },
    });
    const unknown = { contactId, body: 'x', context: { jobId: 'ext:J-2' } };
    const refused = await business.post('/v1/messages', unknown);
    expect([refused.status, refused.body.code]).toEqual([404, 'not_found']);
  });

  test('what Twilio counted otherwise stands in the statement with its reason', async () => {
    const contactId = await business.customer(newPhone());
    await setFaults(product, { segmentsDelta: 1 });
    const { id } = await accepted(business, { contactId, body: 'a' });
    const { quote, charge } = await becomes(business, id, { charge: { segments: 2 } });
    await setFaults(product, {});
    expect([quote.segments, charge.note]).toEqual([1, expect.stringMatching(/counted 2, 1 had/)]);
    await eventually(async () => {
      expect((await statement()).quoteVersusBill).toEqual({
        above: { messages: 1, segments: 1 },
        below: { messages: 0, segments: 0 },
        items: [{ messageId: id, quoted: 1, billed: 2, reason: expect.any(String) }],
      });
    });
  });

  test('bought, sent, received and refunded come to the balance, in the statement and in its file', async () => {
    const phone = newPhone();
    await business.customer(phone);
    await business.textedFrom(phone, 'x'.repeat(300));
    await eventually(async () => expect((await statement()).received.segments).toBe(2));
    await asOperator('POST', '/v1/adjustments', { segments: 40, reason: 'sorry for the wait' });
    await asOperator('POST', '/v1/adjustments', { segments: -15, reason: 'half of it, then' });
    await settled(business);
    await asOperator('POST', `/v1/purchases/${purchaseId}/refunds`, { reason: 'closes its shop' });
    const balance = await business.balance();
    const shown = await statement();
    // Two texts went out, at one and two segments; the withdrawal took from the purchase, which is older.
    const left = 2_500 - 3 - 2 - 15;
    expect(shown).toMatchObject({
      month: month(),
      timeZone: 'America/Chicago',
      isOpen: true,
      opening: { balance: 0 },
      movements: {
        purchased: 2_500,
        granted: 40,
        restored: 0,
        withdrawn: 15,
        reversed: left,
        sent: 3,
        received: 2,
        held: 2,
        released: 0,
      },
      closing: { available: 40, held: 0, debt: 0, balance: 40 },
      sent: { messages: 2, segments: 3, costMicros: 45_000 },
      received: { messages: 1, segments: 2, costMicros: 30_000 },
      money: { paidMicros: 37_500_000, reversedMicros: left * 15_000, owedMicros: 0 },
      byNumber: [{ key: business.phoneNumber, sent: { segments: 3 }, received: { segments: 2 } }],
    });
    expect(balance).toMatchObject({ available: 40, held: 0, debt: 0 });
    const segmentsOf = (rows: Json[]): Json =>
      Object.fromEntries(
        rows.map(({ key, sent, received }) => [key, sent.segments + received.segments]),
      );
    expect(segmentsOf(shown.byJobType)).toEqual({ drain: 1, null: 4 });
    expect(segmentsOf(shown.byUser)).toEqual({ null: 2, [shown.byUser[0].key]: 3 });
    expect(shown.byUser[0].key).toMatch(/^api_key:/);

    const file = await business.get(`/v1/statements/${month()}.csv`);
    expect(file.headers.get('content-disposition')).toContain(`statement-${month()}.csv`);
    const [header = '', ...rows] = String(file.body).trimEnd().split('\r\n');
    const names = header.split(',');
    const cells = rows.map((row) => row.split(','));
    expect(cells.map((row) => row[names.indexOf('type')])).toEqual([
      'purchase',
      'sent',
      'sent',
      'received',
      'grant',
      'withdrawal',
      'reversal',
    ]);
    const sums = { ...shown.movements, ...shown.money };
    delete sums.owedMicros;
    for (const [name, sum] of Object.entries(sums)) {
      const column = names.indexOf(name);
      expect([name, cells.reduce((total, row) => total + Number(row[column]), 0)]).toEqual([
        name,
        sum,
      ]);
    }
    expect(file.body).not.toContain(phone);
  });

  test.each([
    ['2026-13', 400, 'invalid_month'],
    ['26-1', 400, 'invalid_month'],
    ['2020-01', 404, 'not_found'],
    ['2999-01', 404, 'month_not_begun'],
    ['2999-01.csv', 404, 'month_not_begun'],
  ])('there is no statement of %s: %d %s', async (name, status, code) => {
    const answer = await business.get(`/v1/statements/${name}`);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('another business has a statement of its own', async () => {
    const other = await Business.open(product, 7);
    const { body } = await other.get(`/v1/statements/${month()}`);
    expect(body.movements).toMatchObject({ purchased: 0, granted: 7, sent: 0, received: 0 });
    const file = await other.get(`/v1/statements/${month()}.csv`);
    expect(String(file.body).trimEnd().split('\r\n')).toHaveLength(2);
  });
}
