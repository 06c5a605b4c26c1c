import { beforeAll, expect, test } from '@jest/globals';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';

const RECORDS = 5_000;
const LIMIT_MS = 30_000;

const customers = Array.from({ length: RECORDS }, (_, index) => ({
  externalId: `c-${index}`,
  kind: 'customer',
  name: `Customer ${index}`,
  smsNumber: `+1312${2_000_000 + index}`,
  class: 'residential',
  sourceVersion: 10,
}));
const jobs = Array.from({ length: RECORDS }, (_, index) => ({
  externalId: `j-${index}`,
  contactId: `ext:c-${index}`,
  jobType: ['repair', 'checkup'][index % 2],
  startsAt: new Date(Date.UTC(2027, 0, 4, 14) + index * 600_000).toISOString(),
  timeZone: 'America/Chicago',
  sourceVersion: 10,
}));

onEveryTransport('a nightly import changes only what changed', (place, transport) => {
  let business: Business;

  beforeAll(async () => {
    business = await Business.open(place, 0);
  });

  function importLines(what: 'contacts' | 'jobs', lines: readonly unknown[]): Promise<Answer> {
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    return ask(place, business.apiKey, 'POST', `/v1/${what}/import`, {
      body: text.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
  }

  /** Imports and expects the same outcome of each line. */
  async function importAll(what: 'contacts' | 'jobs', lines: object[], outcome: string) {
    const started = performance.now();
    const { status, body } = await importLines(what, lines);
    const tookMs = performance.now() - started;
    expect(status).toBe(200);
    const outcomes = Map.groupBy(body.items as Json[], (item) => item.outcome);
    expect([...outcomes].map(([name, { length }]) => [name, length])).toEqual([
      [outcome, lines.length],
    ]);
    expect(body.items.map(({ line }: Json) => line)).toEqual(lines.map((_, index) => index + 1));
    process.stdout.write(
      `${transport}: ${lines.length} ${what} ${outcome} in ${Math.round(tookMs)} ms\n`,
    );
    expect(tookMs).toBeLessThan(LIMIT_MS);
    return body.items;
  }

  const contact = async (id: string): Promise<Json> =>
    (await business.get(`/v1/contacts/${id}`)).body;

  test('five thousand customers and their jobs come in, each line answered', async () => {
    const items = await importAll('contacts', customers, 'created');
    expect(items[7]).toEqual({
      line: 8,
      externalId: 'c-7',
      outcome: 'created',
      id: expect.any(String),
    });
    expect(await contact('ext:c-7')).toMatchObject({ id: items[7].id, ...customers[7] });
    await importJobs('created');
    const { id } = await contact('ext:c-4999');
    expect((await business.get('/v1/jobs/ext:j-4999')).body).toMatchObject({
      ...jobs[4_999],
      contactId: id,
    });
  }, 120_000);

  /** Until the last of the customers is known where jobs are kept, its job is refused. */
  async function importJobs(outcome: string): Promise<void> {
    const last = jobs.at(-1)!;
    for (let tries = 0; tries < 100; tries += 1) {
      const { body } = await importLines('jobs', [{ ...last, externalId: 'probe' }]);
      if (body.items[0].outcome !== 'error') break;
      expect(body.items[0].error.code).toBe('unknown_contact');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await importAll('jobs', jobs, outcome);
  }

  test('the same again changes nothing', async () => {
    const before = await contact('ext:c-7');
    const job = (await business.get('/v1/jobs/ext:j-7')).body;
    await importAll('contacts', customers, 'unchanged');
    await importAll('jobs', jobs, 'unchanged');
    expect(await contact('ext:c-7')).toEqual(before);
    expect((await business.get('/v1/jobs/ext:j-7')).body).toEqual(job);
  }, 120_000);

  test('what the office edited stays, where the import says nothing of it', async () => {
    const { id } = await contact('ext:c-1');
    const edited = await business.put(`/v1/contacts/${id}`, {
      postalCode: '60601',
      customerType: 'vip',
      class: 'commercial',
    });
    expect(edited.body).toMatchObject({ id, externalId: 'c-1', outcome: 'updated' });
    const { class: _, ...silent } = customers[1]!;
    const { body } = await importLines('contacts', [
      { ...silent, name: 'Renamed', customerType: null, sourceVersion: 11 },
    ]);
    expect(body.items).toMatchObject([{ outcome: 'updated', id }]);
    expect(await contact(id)).toMatchObject({
      name: 'Renamed',
      postalCode: '60601',
      customerType: null,
      class: 'commercial',
      smsNumber: customers[1]!.smsNumber,
      sourceVersion: 11,
    });

    const job = (await business.get('/v1/jobs/ext:j-1')).body;
    await business.put(`/v1/jobs/${job.id}`, { address: '1 Main St', technicianId: 't-1' });
    await importLines('jobs', [{ externalId: 'j-1', status: 'completed', technicianId: null }]);
    expect((await business.get('/v1/jobs/ext:j-1')).body).toMatchObject({
      ...job,
      address: '1 Main St',
      technicianId: null,
      status: 'completed',
      version: 3,
      updatedAt: expect.any(String),
    });
  });

  test('an older version is refused, and changes nothing', async () => {
    const older = { externalId: 'c-2', name: 'Yesterday', sourceVersion: 9 };
    const lines = [older, { ...older, externalId: 'c-3', sourceVersion: 10, name: 'Today' }];
    const { body } = await importLines('contacts', lines);
    expect(body.items).toMatchObject([
      { line: 1, externalId: 'c-2', outcome: 'error', error: { code: 'stale_version' } },
      { line: 2, externalId: 'c-3', outcome: 'updated' },
    ]);
    const { externalId: _, ...change } = older;
    const refused = await business.put('/v1/contacts/ext:c-2', change);
    expectProblem(refused, 409, 'stale_version');
    expect(refused.body).toMatchObject({ storedVersion: 10 });
    expect(await contact('ext:c-2')).toMatchObject({ name: 'Customer 2', sourceVersion: 10 });
    const job = { status: 'canceled', sourceVersion: 9 };
    expectProblem(await business.put('/v1/jobs/ext:j-2', job), 409, 'stale_version');
    const lateJob = await importLines('jobs', [{ externalId: 'j-2', ...job }]);
    expect(lateJob.body.items).toMatchObject([{ error: { code: 'stale_version' } }]);
  });

  test('what is missing from an import is left alone', async () => {
    const before = await contact('ext:c-100');
    await importLines('contacts', [customers[0]]);
    await importLines('jobs', [jobs[0]]);
    expect(await contact('ext:c-100')).toEqual(before);
    expect((await business.get('/v1/jobs/ext:j-100')).body).toMatchObject({ status: 'scheduled' });
  });

  test('bad lines and repeats are answered, and do not stop the others', async () => {
    const { body, status } = await importLines('contacts', [
      { externalId: 'new-1', kind: 'customer', name: 'New' },
      'not JSON',
      '',
      '[]',
      { externalId: 'new-1', kind: 'customer', name: 'New again' },
      { externalId: 'new-2', name: 'Without a kind' },
      { externalId: 'new-3', kind: 'customer', name: 'Bad', smsNumber: '12' },
      { externalId: 'new-4', kind: 'customer', name: 'Odd', shoeSize: 47 },
      { kind: 'customer', name: 'Nameless' },
      '{"externalId":"new-5","kind":"customer","name":"P","__proto__":{"a":1}}',
      '{"externalId":"new-6","kind":"customer","name":"a\\u0000b"}',
      { externalId: 'c-5', name: 'Customer 5' },
      { externalId: 'c-6', name: null },
      { externalId: 'new-7', kind: 'customer', name: 'Last' },
      { externalId: 'new-8', kind: 'customer', name: 'Dana\u202edlefttihW' },
    ]);
    expect(status).toBe(200);
    expect(
      body.items.map(({ line, outcome, error }: Json) => [line, error?.code ?? outcome]),
    ).toEqual([
      [1, 'created'],
      [2, 'malformed_json'],
      [4, 'malformed_json'],
      [5, 'duplicate_external_id'],
      [6, 'invalid_request'],
      [7, 'invalid_number'],
      [8, 'invalid_request'],
      [9, 'invalid_request'],
      [10, 'invalid_request'],
      [11, 'invalid_request'],
      [12, 'unchanged'],
      [13, 'invalid_request'],
      [14, 'created'],
      [15, 'invalid_request'],
    ]);
    const fields = body.items.map(({ error }: Json) =>
      error?.errors?.map(({ field }: Json) => field).join(),
    );
    expect(fields.filter(Boolean)).toEqual([
      'externalId',
      'kind',
      'smsNumber',
      'shoeSize',
      'externalId',
      '__proto__',
      'name',
      'name',
      'name',
    ]);
    expect(body.items.at(-1).error.errors[0].code).toBe('hidden_characters');
    expect(await contact('ext:new-1')).toMatchObject({ name: 'New' });
    for (const name of ['new-2', 'new-3', 'new-4', 'new-5', 'new-6', 'new-8'])
      expectProblem(await business.get(`/v1/contacts/ext:${name}`), 404, 'not_found');
  });

  test('lines of bytes that are no text, too many lines, and other bodies are refused', async () => {
    const many = Array.from({ length: 10_001 }, () => '{}');
    expectProblem(await importLines('contacts', many), 400, 'too_many_lines');
    const bytes = Uint8Array.from([0x7b, 0xed, 0xa0, 0x80, 0x7d]);
    const headers = { 'content-type': 'application/x-ndjson' };
    const send = (body: unknown): Promise<Answer> =>
      ask(place, business.apiKey, 'POST', '/v1/jobs/import', { body, headers });
    expectProblem(await send(bytes), 400, 'malformed_json');
    const json = await business.post('/v1/jobs/import', jobs[0]);
    expectProblem(json, 415, 'unsupported_media_type');
  });

  test('a job may name the contact that was made just before', async () => {
    for (let round = 0; round < 20; round += 1) {
      const name = `fresh-${round}`;
      const made = await business.put(`/v1/contacts/${name}`, { kind: 'customer', name });
      expect([made.status, made.body.externalId]).toEqual([201, name]);
      const contactId = round % 2 === 0 ? `ext:${name}` : made.body.id;
      const { externalId: _, ...job } = jobs[0]!;
      const answer = await business.put(`/v1/jobs/ext:${name}`, { ...job, contactId });
      expect([answer.status, answer.body]).toEqual([
        201,
        expect.objectContaining({ contactId: made.body.id, outcome: 'created' }),
      ]);
    }
  });

  test('a name of theirs may look like anything', async () => {
    for (const name of ['a b', 'ü/ß?&#', 'ext:twice', 'c-7 ', "o'hara", '%41', '../x']) {
      const path = `/v1/contacts/ext:${encodeURIComponent(name)}`;
      const made = await business.put(path, { kind: 'customer', name, smsNumber: newPhone() });
      expect([made.status, made.body.externalId]).toEqual([201, name]);
      expect((await business.get(path)).body).toMatchObject({
        id: made.body.id,
        name: name.trim(),
      });
      await business.optIn(`ext:${name}`);
      const { body } = await business.get(`${path}/consent`);
      expect(body).toMatchObject({ state: 'opted_in', subject: { contactId: made.body.id } });
    }
  });
});
