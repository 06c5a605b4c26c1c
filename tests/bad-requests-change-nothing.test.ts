import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { announce, BAD_BODIES } from './support/bad-bodies.js';
import { booksOf, expectSettledBooks } from './support/books.js';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem, SECRET } from './support/problem.js';

type Row = readonly [what: string, body: object | (() => object), status: number, code: string];

const ID = randomUUID();

onEveryTransport('bad requests change nothing', (place) => {
  let business: Business;
  let contactId: string;
  let books: Json;
  const phone = newPhone();
  const stopped = newPhone();
  const stranger = newPhone();
  const phones = [phone, stopped, stranger];

  beforeAll(async () => {
    business = await Business.open(place, 40);
    contactId = await business.customer(phone, 'dana');
    await business.customer(stopped, 'stopped');
    await business.put('/v1/contacts/ext:silent', { kind: 'customer', name: 'No Number' });
    await business.put('/v1/contacts/ext:quiet', {
      kind: 'customer',
      name: 'Not Asked',
      smsNumber: stranger,
    });
    await business.textedFrom(stopped, 'STOP');
  });

  test('1,600 characters go, and cost eleven segments', async () => {
    const longest = await business.post(
      '/v1/messages',
      { contactId, body: 'a'.repeat(1_600) },
      'longest',
    );
    expect([longest.status, longest.body.quote?.segments]).toEqual([202, 11]);
    await eventually(
      async () => {
        expect(await business.message(longest.body.id)).toMatchObject({ status: 'delivered' });
        expect(await business.balance()).toMatchObject({ available: 28, held: 0 });
      },
      { timeoutMs: 20_000 },
    );
    expect(await business.textsAt(phone)).toMatchObject([{ body: 'a'.repeat(1_600) }]);
    books = await booksOf(business, phones);
  });

  async function expectNothingChanged(): Promise<void> {
    const { balance, messages, texts } = books;
    expect(await business.balance()).toEqual(balance);
    expect(await business.all('/v1/messages')).toEqual(messages);
    expect(await business.textsAt(phone)).toEqual(texts[0]);
  }

  const text = (extra: object) => (): object => ({ contactId, body: `Hi ${SECRET}`, ...extra });
  const texts: readonly Row[] = [
    ['1,601 characters', text({ body: SECRET.padEnd(1_601, 'a') }), 422, 'body_too_long'],
    ['801 emoji', text({ body: '😀'.repeat(801) }), 422, 'body_too_long'],
    ['an empty text', text({ body: '' }), 422, 'body_empty'],
    ['a blank text', text({ body: ' \n\t\u00a0\u200b' }), 422, 'body_empty'],
    ['half a surrogate pair', text({ body: `${SECRET}\ud800` }), 422, 'body_malformed'],
    ['NUL', text({ body: `${SECRET}\0` }), 422, 'body_malformed'],
    ['a picture', text({ mediaUrls: [`https://${SECRET}/a.png`] }), 422, 'media_not_supported'],
    ['no picture in a list', text({ mediaUrls: [] }), 422, 'media_not_supported'],
    ['no body', () => ({ contactId }), 400, 'invalid_request'],
    ['a body of null', text({ body: null }), 400, 'invalid_request'],
    ['a body that is a number', text({ body: 4_711 }), 400, 'invalid_request'],
    ['a body that is a list', text({ body: [SECRET] }), 400, 'invalid_request'],
    ['a contact of null', { contactId: null, body: SECRET }, 400, 'invalid_request'],
    ['a number of null', text({ to: null }), 400, 'invalid_request'],
    ['a time of null', text({ sendAt: null }), 400, 'invalid_request'],
    ['nobody to send to', { body: SECRET }, 400, 'invalid_request'],
    ['a number and a contact', text({ to: phone }), 400, 'invalid_request'],
    ['a number that is a number', { to: 13_125_550_100, body: SECRET }, 400, 'invalid_request'],
    ['an unknown field', text({ hidden: SECRET }), 400, 'invalid_request'],
    ['a half name', { contactId: 'ext:', body: SECRET }, 404, 'not_found'],
    ['a name that is none', { contactId: SECRET, body: SECRET }, 404, 'not_found'],
    ['an unknown contact', { contactId: `ext:${SECRET}`, body: SECRET }, 404, 'not_found'],
    ['an unknown id', { contactId: ID, body: SECRET }, 404, 'not_found'],
    ['a contact with NUL', { contactId: 'ext:a\0b', body: SECRET }, 400, 'invalid_request'],
    ['a word as number', { to: SECRET, body: SECRET }, 422, 'invalid_number'],
    ['too short a number', { to: '+1312', body: SECRET }, 422, 'invalid_number'],
    ['an area code that is none', { to: '+11115550100', body: SECRET }, 422, 'invalid_number'],
    ['an extension', { to: '+13125550100 x 47', body: SECRET }, 422, 'invalid_number'],
    ['an empty number', { to: '', body: SECRET }, 422, 'invalid_number'],
    ['no number', { contactId: 'ext:silent', body: SECRET }, 422, 'recipient_no_number'],
    ['no opt-in', { contactId: 'ext:quiet', body: SECRET }, 422, 'recipient_not_opted_in'],
    ['nobody we know', () => ({ to: newPhone(), body: SECRET }), 422, 'recipient_not_opted_in'],
    ['a STOP', { contactId: 'ext:stopped', body: SECRET }, 422, 'recipient_opted_out'],
    ['a STOP, by number', { to: stopped, body: SECRET }, 422, 'recipient_opted_out'],
    ['our own number', () => ({ to: business.phoneNumber, body: SECRET }), 422, 'invalid_number'],
    ['no time', text({ sendAt: SECRET }), 400, 'invalid_request'],
    ['no such day', text({ sendAt: '2027-02-30T10:00:00Z' }), 400, 'invalid_request'],
    ['a day long ago', text({ sendAt: '2025-01-01T10:00:00Z' }), 422, 'send_at_past'],
    ["another's record", text({ context: { contactId: 'ext:quiet' } }), 422, 'context_of_another'],
    ['a far day', text({ sendAt: '2099-01-01T10:00:00Z' }), 422, 'send_at_too_late'],
  ];

  test.each(texts)('a text with %s', async (_what, body, status, code) => {
    const bad = typeof body === 'function' ? (body as () => object)() : body;
    expectProblem(await business.post('/v1/messages', bad, randomUUID()), status, code);
    await expectNothingChanged();
  });

  const routes = [
    ['POST', '/v1/messages'],
    ['POST', '/v1/estimates'],
    ['POST', '/v1/consents'],
    ['POST', '/v1/consents/search'],
    ['PUT', '/v1/contacts/ext:bad'],
    ['PUT', '/v1/jobs/ext:bad'],
    ['PUT', '/v1/job-types/bad'],
    ['POST', `/v1/conversations/${ID}/name`],
  ] as const;

  test.each(['kind', 'name'])('a contact keeps its %s', async (field) => {
    const before = await business.get('/v1/contacts/ext:dana');
    const answer = await business.put('/v1/contacts/ext:dana', { [field]: null });
    expectProblem(answer, 400, 'invalid_request');
    expect((await business.get('/v1/contacts/ext:dana')).body).toEqual(before.body);
  });

  describe.each(routes)('%s %s', (method, path) => {
    test.each(BAD_BODIES)('with $what', async ({ body, headers, status = 400, code }) => {
      const answer = await ask(place, business.apiKey, method, path, { body, headers });
      expectProblem(answer, status, code ?? 'malformed_json');
      await expectNothingChanged();
    });

    test('with ten megabytes, before they are sent', async () => {
      const answer = await announce(place, business.apiKey, { method, path, bytes: 10_485_760 });
      expectProblem(answer, 413, 'payload_too_large');
    });
  });

  const paths = [
    ['GET', '/v1/messages?limit=0', 400, 'invalid_request'],
    ['GET', '/v1/messages?limit=201', 400, 'invalid_request'],
    ['GET', '/v1/contacts?limit=abc', 400, 'invalid_request'],
    ['GET', '/v1/jobs?limit=1&limit=2', 400, 'invalid_request'],
    ['GET', '/v1/ledger?limit=-1', 400, 'invalid_request'],
    ['GET', '/v1/conversations?limit=1.5', 400, 'invalid_request'],
    ['GET', `/v1/messages?cursor=${SECRET}`, 400, 'invalid_request'],
    ['GET', `/v1/contacts?cursor=${cursor([1])}`, 400, 'invalid_request'],
    ['GET', `/v1/contacts?cursor=${cursor([SECRET])}`, 400, 'invalid_request'],
    ['GET', `/v1/conversations?cursor=${cursor([SECRET, SECRET])}`, 400, 'invalid_request'],
    ['GET', `/v1/ledger?cursor=${cursor([SECRET])}`, 400, 'invalid_request'],
    ['GET', `/v1/jobs?cursor=${cursor([SECRET, 'x'])}`, 400, 'invalid_request'],
    ['GET', `/v1/messages?status=${SECRET}`, 400, 'invalid_request'],
    ['GET', `/v1/messages?hidden=${SECRET}`, 400, 'invalid_request'],
    ['GET', `/v1/messages/${SECRET}`, 404, 'not_found'],
    ['GET', `/v1/messages/${ID}`, 404, 'not_found'],
    ['DELETE', `/v1/messages/${ID}`, 404, 'not_found'],
    ['GET', '/v1/messages/%00', 404, 'not_found'],
    ['GET', '/v1/contacts/ext:a%00b', 400, 'invalid_request'],
    ['GET', '/v1/jobs/ext:a%00b', 404, 'not_found'],
    ['GET', '/v1/job-types/a%00b', 404, 'not_found'],
    ['GET', '/v1/contacts/ext:%ff', 400, 'malformed_url'],
    ['GET', `/v1/contacts/ext:${'a'.repeat(600)}`, 414, 'uri_too_long'],
    ['GET', `/v1/contacts/${SECRET}`, 404, 'not_found'],
    ['GET', `/v1/${SECRET}`, 404, 'not_found'],
    ['POST', '/v1/balance', 404, 'not_found'],
  ] as const;

  test.each(paths)('%s %s', async (method, path, status, code) => {
    expectProblem(await ask(place, business.apiKey, method, path), status, code);
  });

  test('afterwards everything is as it was', async () => {
    // What a refused text would have left behind comes some time after its answer.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await booksOf(business, phones)).toEqual(books);
    await expectSettledBooks(business);
  });
});

function cursor(values: unknown[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}
