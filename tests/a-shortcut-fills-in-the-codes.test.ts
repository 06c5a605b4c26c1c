import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { connectAs } from './support/database.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Person } from './support/people.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes, settled } from './support/sending.js';

const BODY =
  'Hi {{customerFirstName}}, {{businessName}} is on the way: {{jobType}}, {{date}}, {{window}}, {{address}}.';
const SAID =
  'Hi Dana, Story Plumbing is on the way: Drain cleaning, Tuesday, May 4, 10:00 AM to 12:00 PM, 1200 W Fulton St.';

const SLOW = { timeoutMs: 30_000, intervalMs: 200 };

onEveryTransport('a shortcut fills in the codes', (place) => {
  let business: Business;
  let ann: Person;
  let contact: string;
  let first: Json;
  const phone = newPhone();
  const key = randomUUID();
  const about = { context: { jobId: 'ext:visit' } };

  const job = (fields: object) => business.put('/v1/jobs/ext:visit', fields);
  const sendAgain = () =>
    ann.post('/v1/messages', { contactId: contact, body: BODY, ...about }, key);

  beforeAll(async () => {
    business = await Business.open(place, 20);
    ann = await Person.signedIn(business, 'Ann');
    contact = await business.customer(phone);
    await business.put('/v1/job-types/drain', { title: 'Drain cleaning' });
    await job({
      contactId: contact,
      jobType: 'drain',
      startsAt: '2027-05-04T15:00:00Z',
      endsAt: '2027-05-04T17:00:00Z',
      timeZone: 'America/Chicago',
      address: '1200 W Fulton St',
    });
  });

  test('it is kept, and found by its name however that is typed', async () => {
    const put = (body: string) => ann.ask('PUT', '/v1/shortcuts/On-Our-Way', { body: { body } });
    expect([await put('Soon'), await put(BODY), await put(BODY)]).toMatchObject([
      { status: 201, body: { name: 'on-our-way', outcome: 'created' } },
      { status: 200, body: { outcome: 'updated', body: BODY } },
      { status: 200, body: { outcome: 'unchanged' } },
    ]);
    expect((await ann.get('/v1/shortcuts/ON-OUR-WAY')).body).toMatchObject({ body: BODY });
    expect((await ann.get('/v1/shortcuts')).body).toMatchObject({
      items: [{ name: 'on-our-way' }],
    });
    const bad = await put('Hi {{customer}}');
    expectProblem(bad, 422, 'unknown_field_code');
    expect(bad.body.codes).toMatchObject([{ written: 'customer', nearest: 'customerName' }]);
  });

  test('its estimate is what is sent, to the letter and the segment', async () => {
    const text = { body: (await ann.get('/v1/shortcuts/on-our-way')).body.body, ...about };
    const estimate = (await ann.post('/v1/estimates', text)).body;
    expect(estimate).toMatchObject({ body: SAID, encoding: 'GSM-7' });
    first = (await ann.post('/v1/messages', { contactId: contact, ...text }, key)).body;
    const { segments, costMicros } = estimate;
    expect(first).toMatchObject({ body: SAID, quote: { segments, costMicros } });
    await becomes(business, first.id, { status: 'delivered', charge: { segments, costMicros } });
    expect(await business.textsAt(phone)).toMatchObject([{ body: SAID }]);
  });

  test('beside the thread stands the visit that it is about', async () => {
    const visits = await ann.get(`/v1/conversations/${first.conversationId}/visits`);
    expect(visits.body).toMatchObject({
      items: [{ name: 'Dana Whitfield', next: { externalId: 'visit' }, last: null }],
    });
    const other = await Business.open(place, 0);
    const foreign = await other.get(`/v1/conversations/${first.conversationId}/visits`);
    expectProblem(foreign, 404, 'not_found');
  });

  test('asked for again after the job has moved, it is the first text', async () => {
    await job({ startsAt: '2027-05-05T15:00:00Z', endsAt: null, address: null });
    expect((await sendAgain()).body.id).toBe(first.id);
    const gateway = await connectAs(place.dataDir, 'gateway', 'worker');
    const forgotten = await gateway.query('DELETE FROM idempotency_key WHERE key = $1', [key]);
    await gateway.end();
    expect(forgotten.rowCount).toBe(1);
    const again = await sendAgain();
    expect([again.status, again.body]).toMatchObject([202, { id: first.id, body: SAID }]);
    expect(await business.textsAt(phone)).toHaveLength(1);
  });

  test('what a record doesn’t say is named, before anything is held', async () => {
    const before = await settled(business);
    const refused = await ann.post('/v1/messages', { contactId: contact, body: BODY, ...about });
    expectProblem(refused, 422, 'empty_field_code');
    expect(refused.body.codes).toEqual(['window', 'address']);
    const raw = await ann.post('/v1/messages', { to: phone, body: BODY });
    expectProblem(raw, 422, 'context_missing');
    const jobless = await ann.post('/v1/messages', { contactId: contact, body: BODY });
    expectProblem(jobless, 422, 'empty_field_code');
    expect(jobless.body.codes).toEqual(['jobType', 'date', 'window', 'address']);
    expect(await business.balance()).toEqual(before);
    expect(await business.textsAt(phone)).toHaveLength(1);
  });

  test('a text to a contact says what their record does, without a context', async () => {
    const text = { contactId: contact, body: 'Hi {{customerFirstName}}' };
    const quoted = await ann.post('/v1/estimates', text);
    expect(quoted.body).toMatchObject({ body: 'Hi Dana', refusals: [] });
    const sent = await ann.post('/v1/messages', text);
    expect([sent.status, sent.body]).toMatchObject([202, { body: 'Hi Dana' }]);
    await becomes(business, sent.body.id, { status: 'delivered' });
  });

  test('to a number that no contact has it is said only once that is confirmed', async () => {
    const stranger = newPhone();
    await business.textedFrom(stranger, 'Dana here, from my office. When do you come?');
    const text = { to: stranger, body: 'On {{date}}', ...about };
    await eventually(async () => {
      const { refusals } = (await ann.post('/v1/estimates', text)).body;
      expect(refusals.map(({ code }: Json) => code)).toEqual(['context_unconfirmed']);
    }, SLOW);
    expectProblem(await ann.post('/v1/messages', text), 409, 'context_unconfirmed');
    const confirmed = { ...text, confirmContext: true };
    expect((await ann.post('/v1/estimates', confirmed)).body.refusals).toEqual([]);
    const { id } = (await ann.post('/v1/messages', confirmed)).body;
    await becomes(business, id, { status: 'delivered' });
    expect((await business.textsAt(stranger)).at(-1)?.body).toContain('On Wednesday, May 5');
  });

  test('a text that waits is called off once its visit is another customer’s', async () => {
    const before = await business.textsAt(phone);
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const text = { contactId: contact, body: 'See you on {{date}}', ...about, sendAt };
    const { id } = await accepted(business, { ...text, confirmQuietHours: true });
    await becomes(business, id, { status: 'scheduled' });
    await job({ contactId: await business.customer(newPhone()) });
    const messaging = await connectAs(place.dataDir, 'messaging', 'worker');
    const { body: moved } = await business.get('/v1/jobs/ext:visit');
    await eventually(async () => {
      const known = 'SELECT FROM job_copy WHERE job_id = $1 AND version = $2';
      expect((await messaging.query(known, [moved.id, moved.version])).rowCount).toBe(1);
    }, SLOW);
    // A day later.
    await messaging.query('UPDATE message SET next_attempt_at = now() WHERE id = $1', [id]);
    await messaging.end();
    await becomes(business, id, { status: 'canceled', error: { code: 'context_of_another' } });
    expect(await business.textsAt(phone)).toEqual(before);
  });

  test('a record can’t say a code', async () => {
    const other = newPhone();
    const sly = await business.customer(other, randomUUID(), '{{businessPhone}} {{');
    const body = 'Hi {{customerName}}';
    const sent = await accepted(business, { contactId: sly, body, context: {} });
    await becomes(business, sent.id, { status: 'delivered' });
    expect(await business.textsAt(other)).toMatchObject([{ body: 'Hi {{businessPhone}} {{' }]);
  });

  test('nobody else’s records fill anything in', async () => {
    const stranger = await Business.open(place, 5);
    const theirs = await stranger.customer(newPhone());
    const text = { contactId: theirs, body: 'At {{time}}', ...about };
    expectProblem(await stranger.post('/v1/messages', text), 404, 'not_found');
    expectProblem(await stranger.get('/v1/shortcuts/on-our-way'), 404, 'not_found');
  });
});
