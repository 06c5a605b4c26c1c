import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { expectSettledBooks } from './support/books.js';
import { Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { accepted, becomes } from './support/sending.js';

const PRICE_MICROS = 15_000;

interface Vector {
  readonly what: string;
  readonly body: string;
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly units: number;
  readonly segments: number;
}

const a = (count: number): string => 'a'.repeat(count);
const gsm = (what: string, body: string, units: number, segments: number): Vector => ({
  what,
  body,
  encoding: 'GSM-7',
  units,
  segments,
});
const ucs2 = (what: string, body: string, segments: number): Vector => ({
  what,
  body,
  encoding: 'UCS-2',
  units: body.length,
  segments,
});

/** Counted by hand from 3GPP TS 23.038: 160 or 153 septets, 70 or 67 UTF-16 units. */
const VECTORS: readonly Vector[] = [
  gsm('160 letters', a(160), 160, 1),
  gsm('161 letters', a(161), 161, 2),
  gsm('306 letters', a(306), 306, 2),
  gsm('307 letters', a(307), 307, 3),
  gsm('160 with CR LF', `${a(80)}\r\n${a(79)}`, 161, 2),
  gsm('160 with LF', `${a(80)}\n${a(79)}`, 160, 1),
  gsm('80 euro signs', '€'.repeat(80), 160, 1),
  gsm('a bracket that would straddle', ']'.repeat(153), 306, 3),
  gsm('70 é', 'é'.repeat(70), 70, 1),
  gsm('1,600 letters', a(1_600), 1_600, 11),
  ucs2('70 times e and an accent', 'e\u0301'.repeat(70), 3),
  ucs2('70 with one ç of the wrong kind', `${a(69)}ç`.replace('ç', 'č'), 1),
  ucs2('71 with one', `${a(70)}č`, 2),
  ucs2('35 emoji', '😀'.repeat(35), 1),
  ucs2('67 emoji, which may not straddle', '😀'.repeat(67), 3),
  ucs2('an extension character beside an emoji', `😀${']'.repeat(68)}`, 1),
];

onEveryTransport('segments are quoted and billed the same', (place) => {
  let business: Business;
  let contactId: string;
  const phone = newPhone();

  beforeAll(async () => {
    business = await Business.open(place, 100);
    contactId = await business.customer(phone);
  });

  test.each(VECTORS)('$what: $segments', async ({ body, encoding, units, segments }) => {
    const costMicros = segments * PRICE_MICROS;
    const estimate = await business.post('/v1/estimates', { body });
    expect(estimate.body).toMatchObject({ encoding, units, segments, costMicros });
    const { available } = await business.balance();

    const sent = await accepted(business, { contactId, body });
    expect(sent).toMatchObject({ encoding, quote: { segments, costMicros } });
    const charge = { segments, costMicros };
    await becomes(business, sent.id, { status: 'delivered', charge });
    const [text] = (await business.textsAt(phone)).slice(-1);
    expect(text).toMatchObject({ body, segments });
    await eventually(async () => {
      expect(await expectSettledBooks(business)).toMatchObject({ available: available - segments });
    });
  });

  test('a text by hand is quoted what it would cost, and what would make it cheaper', async () => {
    const body = `“It’s ${a(80)}…”`;
    const { body: estimate } = await business.post('/v1/estimates', { body });
    expect(estimate).toMatchObject({
      encoding: 'UCS-2',
      segments: 2,
      costMicros: 2 * PRICE_MICROS,
      gsmRewrite: { body: `"It's ${a(80)}..."`, segments: 1 },
    });
    expect(estimate.ucs2Characters).toMatchObject([
      { char: '“', index: 0 },
      { char: '’', index: 3 },
      { char: '…', index: 86 },
      { char: '”', index: 87 },
    ]);
    // It is only ever an offer: what is sent is what was written.
    const { id } = await accepted(business, { contactId, body });
    const charge = { segments: 2 };
    await becomes(business, id, { body, encoding: 'UCS-2', status: 'delivered', charge });
  });

  test('a text that comes in costs what Twilio counted', async () => {
    await eventually(async () => expect(await business.balance()).toMatchObject({ held: 0 }));
    const { available } = await business.balance();
    await business.textedFrom(phone, a(161));
    await eventually(async () =>
      expect(await expectSettledBooks(business)).toMatchObject({ available: available - 2 }),
    );
    // Billing has charged it; messaging hears of that a moment later.
    await eventually(async () => {
      const texts = await business.all('/v1/messages');
      const charge = expect.objectContaining({ segments: 2, costMicros: 2 * PRICE_MICROS });
      expect(texts).toContainEqual(expect.objectContaining({ direction: 'inbound', charge }));
    });
  });

  test('an estimate is for any body, and stores nothing', async () => {
    const messages = await business.all('/v1/messages');
    for (const [body, segments] of [
      ['', 0],
      [a(1_601), 11],
    ] as const) {
      const { status, body: estimate } = await business.post('/v1/estimates', { body });
      expect([status, estimate.units]).toEqual([200, body.length]);
      expect(estimate.segments).toBeGreaterThanOrEqual(segments);
    }
    expect(await business.all('/v1/messages')).toEqual(messages);
  });
});
