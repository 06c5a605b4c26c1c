/** Lines of consent on their way through the gateway: who each is about, and no number beyond it. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type ImportLine, isId, newId, recipientIdOf } from '@fieldline/contracts';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let acme: string;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
}, 60_000);
afterAll(() => gateway.stop());

const PHONE = '+13125550188';
const sam = { contactId: newId(), recipientId: newId() };
let handedOn: Record<string, unknown>[];

const OUTDATED = {
  code: 'consent_outdated',
  detail: 'No.',
  errors: [{ field: 'obtainedAt', message: 'No.' }],
};
beforeEach(() => {
  gateway.services.forget();
  handedOn = [];
  gateway.services.on('POST', /^\/messaging\/contacts\/identities$/, ({ body }) => {
    const { refs } = JSON.parse(body) as { refs: string[] };
    const isSam = (ref: string): boolean => ref === 'ext:sam' || ref === sam.contactId;
    return { body: { items: refs.map((ref) => (isSam(ref) ? sam : null)) } };
  });
  gateway.services.on('POST', /^\/compliance\/consents\/import$/, ({ body }) => {
    const lines = body.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    handedOn.push(...lines);
    const items = lines.map(({ externalId, action }, index) =>
      action === 'opt_out'
        ? { line: index + 1, outcome: 'error', error: OUTDATED }
        : { line: index + 1, externalId, outcome: 'created', id: externalId },
    );
    return { body: { items } };
  });
});

const line = (change: object = {}) => ({
  externalId: newId(),
  contactId: 'ext:sam',
  action: 'opt_in',
  basis: 'express',
  proof: 'form 881',
  obtainedAt: '2026-03-01',
  ...change,
});
async function imported(...lines: object[]): Promise<ImportLine[]> {
  const answer = await gateway.call<{ items: ImportLine[] }>('POST', '/v1/consents/import', {
    as: owner,
    body: lines.map((each) => JSON.stringify(each)).join('\n'),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  expect(answer.status).toBe(200);
  return answer.body.items;
}
const codes = (items: readonly ImportLine[]): string[] =>
  items.map(({ outcome, error }) => error?.code ?? outcome);

test('a line hears at once of its own faults, and of whom it is about', async () => {
  const items = await imported(
    line({ contactId: 'ext:nobody', basis: 'so', proof: '' }),
    line({ contactId: undefined, smsNumber: '123', externalId: 'a\u200bb' }),
    line(),
  );
  const faults = items.map(({ error }) =>
    error?.errors?.map(({ field, code }) => (code === undefined ? field : `${field}: ${code}`)),
  );
  expect(faults).toEqual([
    ['basis', 'proof', 'contactId: not_found'],
    ['externalId: hidden_characters', 'smsNumber: invalid_number'],
    undefined,
  ]);
  expect(handedOn).toHaveLength(1);
});

test('goes on with ids for names, and answers in the order of the lines', async () => {
  const lines = [
    line(),
    line({ contactId: undefined, smsNumber: '(312) 555-0188' }),
    line({ contactId: 'ext:nobody' }),
    line({ action: 'opt_out' }),
    line({ contactId: undefined, smsNumber: '123' }),
    line({ smsNumber: PHONE }),
    line({ source: 'verbal' }),
    line({ contactId: sam.contactId }),
  ];
  const items = await imported(...lines);
  expect(codes(items)).toEqual([
    'created',
    'created',
    'not_found',
    'consent_outdated',
    'invalid_number',
    'invalid_request',
    'invalid_request',
    'created',
  ]);
  expect(items.map(({ error }) => error?.errors?.map(({ field }) => field).join())).toEqual([
    undefined,
    undefined,
    'contactId',
    'obtainedAt',
    'smsNumber',
    'contactId,smsNumber',
    'source',
    undefined,
  ]);
  expect(items.map(({ externalId }) => externalId)).toEqual(
    lines.map(({ externalId }) => externalId),
  );
  expect(handedOn).toMatchObject([
    { ...sam, source: 'import', action: 'opt_in', proof: 'form 881', obtainedAt: '2026-03-01' },
    { recipientId: recipientIdOf(acme, PHONE), source: 'import' },
    { ...sam, action: 'opt_out' },
    sam,
  ]);
  expect(items[0]?.id).toBe(handedOn[0]?.['externalId']);
  const beyond = JSON.stringify(gateway.services.asked.map(({ path, body }) => path + body));
  expect(beyond).not.toContain('5550188');
});

test('is recorded under an id of its own: the same line again has the same, another has another', async () => {
  const first = line();
  const known = { ...first, contactId: sam.contactId };
  const others = [
    line({ externalId: first.externalId, proof: 'form 882' }),
    line({ externalId: first.externalId, action: 'opt_out' }),
    line({ externalId: first.externalId, written: true }),
    line({ externalId: first.externalId, obtainedAt: '2026-03-02' }),
    line(),
  ];
  for (const each of [first, first, known, ...others]) await imported(each);
  const ids = handedOn.map(({ externalId }) => externalId);
  expect(ids.every(isId)).toBe(true);
  expect(new Set(ids.slice(0, 3)).size).toBe(1);
  expect(new Set(ids).size).toBe(1 + others.length);
  // A number that the contact has had since makes no other line of it.
  gateway.services.on('POST', /identities$/, {
    body: { items: [{ ...sam, recipientId: newId() }] },
  });
  await imported(first);
  expect(handedOn.at(-1)?.['externalId']).toBe(ids[0]);
});

test('of nothing that can be recorded asks nobody to', async () => {
  expect(codes(await imported(line({ contactId: 'ext:nobody' })))).toEqual(['not_found']);
  expect(gateway.services.askedFor('POST', /compliance/)).toEqual([]);
});

test('is for those who record consent, and takes lines only', async () => {
  const headers = { 'content-type': 'application/x-ndjson' };
  const as = await gateway.as(acme, 'readonly');
  const call = { as, body: JSON.stringify(line()), headers };
  expect((await gateway.call('POST', '/v1/consents/import', call)).status).toBe(403);
  const asJson = await gateway.call('POST', '/v1/consents/import', { as: owner, body: line() });
  expect(asJson.status).toBe(415);
});
