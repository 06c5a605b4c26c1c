/** Consent by the thousand: every line is judged as if it came alone, and recorded once. */
import {
  type ConsentChanged,
  type ConsentView,
  eventMeta,
  type ImportLine,
  MessageReceived,
  newId,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
let tenantId: string;
beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
  heard = await service.listen('compliance.consent');
});
afterAll(() => service.stop());
beforeEach(() => {
  tenantId = newId();
});

const OBTAINED = '2026-03-01T10:00:00.000Z';
const optIn = (change: object = {}) => ({
  externalId: newId(),
  contactId: newId(),
  recipientId: newId(),
  action: 'opt_in',
  basis: 'express',
  source: 'import',
  proof: 'form 881',
  obtainedAt: OBTAINED,
  ...change,
});
type Line = ReturnType<typeof optIn>;

async function imported(lines: readonly object[], tenant = tenantId): Promise<ImportLine[]> {
  const body = lines.map((line) => JSON.stringify(line)).join('\n');
  const answer = await service.call<{ items: ImportLine[] }>(tenant, ['POST', '/consents/import'], {
    body,
  });
  expect(answer.status).toBe(200);
  return answer.body.items;
}
const outcomes = (items: readonly ImportLine[]): string[] =>
  items.map(({ outcome, error }) => error?.code ?? outcome);
const of = async ({ contactId, recipientId }: Line): Promise<ConsentView> => {
  const path = `/consents/contacts/${contactId}?recipientId=${recipientId}`;
  return (await service.call<ConsentView>(tenantId, ['GET', path])).body;
};
const record = (body: object) => service.call(tenantId, ['POST', '/consents'], { body });
const facts = (subjectId: string): ConsentChanged[] =>
  heard.map(({ payload }) => payload as ConsentChanged).filter((f) => f.subjectId === subjectId);

test('a line is recorded with its proof, and told; said again it is recorded once', async () => {
  const line = optIn({ basis: 'implied', impliedReason: 'inquiry', wording: 'Text me' });
  expect(await imported([line])).toEqual([
    { line: 1, externalId: line.externalId, outcome: 'created', id: line.externalId },
  ]);
  expect(outcomes(await imported([line, optIn()]))).toEqual(['unchanged', 'created']);
  expect(await of(line)).toMatchObject({
    state: 'opted_in',
    expiresAt: '2026-09-01T10:00:00.000Z',
    pastCaslExpiry: true,
    history: [
      {
        id: line.externalId,
        source: 'import',
        proof: 'form 881',
        wording: 'Text me',
        expiresAt: '2026-09-01T10:00:00.000Z',
        recordedBy: 'user:u1',
      },
    ],
  });
  await eventually(() =>
    expect(facts(line.contactId)).toMatchObject([
      {
        state: 'opted_in',
        source: 'import',
        expiresAt: '2026-09-01T10:00:00.000Z',
        written: false,
        eventId: line.externalId,
        obtainedAt: OBTAINED,
        by: 'user:u1',
        version: 1,
      },
    ]),
  );
});

test('what was only implied is listed before it ends, the next first', async () => {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const implied = { basis: 'implied', impliedReason: 'inquiry' };
  /** So that it ends about so many days from now: six months after it was obtained. */
  const ending = (days: number) => optIn({ ...implied, obtainedAt: day(days - 184) });
  const [later, next, ended, far] = [ending(20), ending(8), ending(-20), ending(100)];
  const out = optIn({ ...next, externalId: newId(), contactId: newId(), recipientId: newId() });
  await imported([later, next, ended, far, out, optIn()]);
  await imported([{ ...optIn(), contactId: out.contactId, action: 'opt_out', basis: undefined }]);
  type Ending = { subject: { contactId: string }; expiresAt: string };
  const list = (query: string, tenant = tenantId) =>
    service.call<{ items: Ending[]; nextCursor: string | null }>(tenant, [
      'GET',
      `/consents?endsBefore=${day(40).slice(0, 10)}${query}`,
    ]);
  const contactsOf = (items: Ending[]) => items.map(({ subject }) => subject.contactId);
  const all = (await list('')).body;
  expect(contactsOf(all.items)).toEqual([next.contactId, later.contactId]);
  expect(all.nextCursor).toBeNull();
  const first = (await list('&limit=1')).body;
  const second = (await list(`&limit=1&cursor=${first.nextCursor}`)).body;
  expect([first, second].map(({ items }) => contactsOf(items))).toEqual([
    [next.contactId],
    [later.contactId],
  ]);
  expect((await list('', newId())).body.items).toEqual([]);
  const unfit = await service.call(tenantId, ['GET', '/consents?endsBefore=2026-11-23T10:00:00']);
  expect([unfit.status, unfit.body.errors?.map(({ field }) => field)]).toEqual([
    400,
    ['endsBefore'],
  ]);
});

test('each line is answered, and a bad one stops no other', async () => {
  const stopped = optIn();
  const outdated = optIn();
  const known = optIn();
  const text = eventMeta(MessageReceived).example as MessageReceived;
  const payload = { ...text, messageId: newId(), recipientId: stopped.recipientId };
  await service.handled(await service.say(MessageReceived, [{ tenantId, payload }]));
  const { contactId } = outdated;
  await record({ contactId, action: 'opt_out', source: 'verbal' });
  await imported([known]);
  const { proof: _, ...unproved } = optIn();
  const { obtainedAt: __, ...undated } = optIn();
  const lines = [
    optIn(),
    stopped,
    outdated,
    unproved,
    undated,
    { ...known, contactId: newId() },
    optIn({ contactId: undefined, recipientId: stopped.recipientId }),
    optIn({ contactId: undefined }),
    optIn({ action: 'opt_out', obtainedAt: undefined }),
    optIn({ obtainedAt: '2999-01-01' }),
  ];
  const items = await imported(lines);
  expect(outcomes(items)).toEqual([
    'created',
    'opted_out_by_recipient',
    'consent_outdated',
    'invalid_request',
    'invalid_request',
    'idempotency_key_reused',
    'opted_out_by_recipient',
    'created',
    'created',
    'invalid_request',
  ]);
  expect(items[4]?.error?.detail).toContain('obtainedAt');
  expect((await of(stopped)).history.map(({ origin }) => origin)).toEqual(['keyword']);
});

test('lines about one contact follow each other, and a weaker one only joins the history', async () => {
  const first = optIn({ written: true });
  const { contactId, recipientId } = first;
  const implied = { basis: 'implied', impliedReason: 'purchase' };
  const weaker = optIn({ contactId, recipientId, ...implied });
  const out = optIn({ contactId, recipientId, action: 'opt_out', obtainedAt: undefined });
  const late = optIn({ contactId, recipientId });
  expect(outcomes(await imported([first, weaker]))).toEqual(['created', 'created']);
  expect(await of(first)).toMatchObject({ state: 'opted_in', expiresAt: null });
  expect((await of(first)).history.map(({ basis }) => basis)).toEqual(['implied', 'express']);
  expect(outcomes(await imported([out, late]))).toEqual(['created', 'consent_outdated']);
  expect((await of(first)).state).toBe('opted_out');
  await eventually(() =>
    expect(
      facts(contactId).map(({ state, written, version }) => [state, written, version]),
    ).toEqual([
      ['opted_in', true, 1],
      ['opted_out', false, 2],
    ]),
  );
});

test('an old list confirms no new number, however it is worded; what was obtained since does', async () => {
  const first = optIn({ written: true });
  const { contactId } = first;
  const other = { contactId, recipientId: newId() };
  await imported([first]);
  const { recipientId: _, ...numberless } = optIn({ contactId, proof: 'form 882' });
  const reworded = [
    optIn({ ...other, wording: 'Text me' }),
    optIn({ ...other, obtainedAt: '2026-03-02' }),
    numberless,
  ];
  expect(outcomes(await imported(reworded))).toEqual(['created', 'created', 'created']);
  const view = await of({ ...first, ...other });
  expect(view).toMatchObject({ state: 'opted_in', numberChanged: true });
  expect(view.history).toHaveLength(4);
  const since = optIn({ ...other, obtainedAt: new Date().toISOString() });
  expect(outcomes(await imported([since]))).toEqual(['created']);
  expect(await of(since)).toMatchObject({ numberChanged: false });
  await eventually(() =>
    expect(
      facts(contactId).map(({ boundRecipientId, version }) => [boundRecipientId, version]),
    ).toEqual([
      [first.recipientId, 1],
      [other.recipientId, 2],
    ]),
  );
});

test('the same list at once, from several hands, is recorded once', async () => {
  const lines = Array.from({ length: 300 }, () => optIn());
  const answers = await Promise.all(
    [lines, lines.toReversed(), lines].map((some) => imported(some)),
  );
  const created = answers.flat().filter(({ outcome }) => outcome === 'created');
  expect(created).toHaveLength(300);
  expect(answers.flat().every(({ outcome }) => outcome !== 'error')).toBe(true);
  const { rows } = await service.admin.query(
    'SELECT count(*)::int AS events FROM consent_event WHERE tenant_id = $1',
    [tenantId],
  );
  expect(rows).toEqual([{ events: 300 }]);
});

test('beside changes that come one by one, nobody waits in a circle', async () => {
  const lines = Array.from({ length: 100 }, () => optIn());
  const singles = lines.toReversed().map(({ contactId, recipientId }) =>
    record({
      contactId,
      recipientId,
      action: 'opt_in',
      basis: 'express',
      source: 'verbal',
      proof: 'call',
    }),
  );
  const [items, ...answers] = await Promise.all([imported(lines), ...singles]);
  expect(items.every(({ outcome }) => outcome === 'created')).toBe(true);
  expect(answers.every(({ status }) => status === 201)).toBe(true);
});

test('of one business says nothing of another’s', async () => {
  const line = optIn();
  const other = newId();
  expect(outcomes(await imported([line]))).toEqual(['created']);
  expect(outcomes(await imported([line], other))).toEqual(['created']);
});

test('more than ten thousand lines are refused, and nothing is recorded', async () => {
  const body = Array.from({ length: 10_001 }, () => '{}').join('\n');
  const answer = await service.call(tenantId, ['POST', '/consents/import'], { body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'too_many_lines' } });
});
