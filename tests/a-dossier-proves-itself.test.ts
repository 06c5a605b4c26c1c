import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { derivedId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { localInstallation } from '@fieldline/verify';
import { Client } from 'pg';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { Person } from './support/people.js';
import { accepted, becomes, settled } from './support/sending.js';

const VERIFY = fileURLToPath(new URL('../tools/verify/verify.mjs', import.meta.url));
/** What is added to, by its service, and when it was. */
const RECORDS = [
  ['messaging', 'decision', 'at'],
  ['messaging', 'progress', 'at'],
  ['billing', 'entry', 'at'],
  ['billing', 'draw', 'at'],
  ['billing', 'adjustment', 'at'],
] as const;
/** Records of consent aren't changed, and are chained: they are taken out and told anew, as of then. */
const CONSENT_OF_THEN = [
  `CREATE TEMP TABLE aged AS SELECT * FROM compliance.consent_event WHERE tenant_id = $1`,
  `UPDATE aged SET recorded_at = recorded_at - interval '2 days' WHERE tenant_id = $1`,
  `UPDATE compliance.consent SET records = 0, records_hash = '' WHERE tenant_id = $1`,
  `DELETE FROM compliance.consent_event WHERE tenant_id = $1`,
  `INSERT INTO compliance.consent_event OVERRIDING SYSTEM VALUE
     SELECT * FROM aged WHERE tenant_id = $1 ORDER BY sequence`,
  `UPDATE messaging.consent_copy p SET records_hash = c.records_hash FROM compliance.consent c
    WHERE p.tenant_id = $1 AND (c.tenant_id, c.subject_id) = (p.tenant_id, p.subject_id)`,
  `DROP TABLE aged`,
];
/** The services look four times a minute whether a day is over. */
const SEALED_WITHIN = { timeoutMs: 100_000, intervalMs: 1_000 };

onEveryTransport('a dossier proves itself', (place) => {
  const phone = newPhone();
  const words = 'We are on our way';
  let business: Business;
  let owner: Person;
  let database: Client;
  let folder: string;
  let id: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fieldline-dossier-'));
    database = new Client({
      connectionString: (await localInstallation(place.dataDir)).databaseUrl,
    });
    await database.connect();
    business = await Business.open(place, 100, 'Proving Plumbing');
    owner = await Person.signedIn(business, 'Olga', 'owner');
    const customer = await business.customer(phone);
    ({ id } = await accepted(business, { contactId: customer, body: words }));
    await becomes(business, id, { status: 'delivered' });
    await settled(business);
  }, 120_000);
  afterAll(async () => {
    await database.end();
    await rm(folder, { recursive: true });
  });

  const dossier = async (): Promise<Json> => (await owner.get(`/v1/dossiers/${id}`)).body;

  /** What `npm run -s verify:dossier` does with it. */
  async function verified(
    document: Json,
    ...seals: object[]
  ): Promise<{ code: number; out: string }> {
    const [file, published] = [join(folder, 'dossier.json'), join(folder, 'seals.ndjson')];
    await writeFile(file, JSON.stringify(document));
    await writeFile(published, seals.map((seal) => JSON.stringify(seal)).join('\n'));
    const args = [VERIFY, 'dossier', file, ...(seals.length > 0 ? ['--seals', published] : [])];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], SKIP_BUILD: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return { code: Number(code), out };
  }

  /** What was told of this business's seals, as somebody elsewhere kept it. */
  async function publishedSeals(): Promise<object[]> {
    const found: object[] = [];
    for (const service of ['messaging', 'billing', 'compliance']) {
      const { rows } = await database.query<{ table: string; day: string; root: string }>(
        `SELECT table_name AS "table", day::text, root FROM ${service}.seal WHERE tenant_id = $1`,
        [business.tenantId],
      );
      for (const { table, ...seal } of rows)
        found.push({ ...seal, chainId: derivedId('seal', business.tenantId, table) });
    }
    return found;
  }

  test('of a text of today, it says that it is not sealed yet', async () => {
    const document = await dossier();
    expect(document).toMatchObject({
      messageId: id,
      message: { body: words, to: phone },
      decisions: [{ values: { moment: 'accepted' } }, { values: { moment: 'dispatching' } }],
      consent: [{ values: { action: 'opt_in', proof: 'https://story.test/book' } }],
      hold: { state: 'posted', segments: 1 },
      rules: {
        cited: expect.arrayContaining([expect.objectContaining({ id: 'us.tcpa.consent' })]),
      },
    });
    const { code, out } = await verified(document);
    expect(out).toContain('is not sealed yet');
    expect(out).not.toContain('BROKEN');
    expect(code).toBe(3);
  });

  test('of a text to a number, it has the consent of whoever has that', async () => {
    const { id: other } = await accepted(business, { to: phone, body: 'See you at nine' });
    await becomes(business, other, { status: 'delivered' });
    await settled(business);
    const document = (await owner.get(`/v1/dossiers/${other}`)).body;
    expect(document.consent).toMatchObject([{ values: { subject_kind: 'contact' } }]);
    const { code, out } = await verified(document);
    expect(out).toMatch(/proven.* which was in force/);
    expect(out).not.toContain('BROKEN');
    expect(code).toBe(3);
  });

  test('once its day is sealed, it proves that nobody changed anything', async () => {
    for (const [service, table, at] of RECORDS)
      await database.query(
        `UPDATE ${service}.${table} SET ${at} = ${at} - interval '2 days' WHERE tenant_id = $1`,
        [business.tenantId],
      );
    for (const sql of CONSENT_OF_THEN) {
      const isGuarded = sql.startsWith('DELETE');
      await database.query(`SET session_replication_role = ${isGuarded ? 'replica' : 'origin'}`);
      await database.query(sql, sql.includes('$1') ? [business.tenantId] : []);
    }
    const document = await eventually(async () => {
      const found = await dossier();
      const records = ['decisions', 'consent', 'ledger', 'progress'].flatMap((each) => found[each]);
      expect(records.filter(({ inclusion }: Json) => inclusion === null)).toEqual([]);
      return found;
    }, SEALED_WITHIN);
    const { code, out } = await verified(document, ...(await publishedSeals()));
    expect(out).not.toMatch(/BROKEN|not yet|^open/m);
    expect(code).toBe(0);
    const alone = await verified(document);
    expect(alone.out).toContain('not compared with published seals');
    expect(alone.code).toBe(3);
    document.consent[0].values.proof = 'on the phone';
    expect((await verified(document)).code).toBe(1);
  }, 120_000);

  test('what was changed in the database is found, in what it says afterwards', async () => {
    const set = (word: string): Promise<unknown> =>
      database.query(`UPDATE messaging.decision SET sent_by = $2 WHERE message_id = $1`, [
        id,
        word,
      ]);
    const { rows } = await database.query<{ by: string }>(
      'SELECT sent_by AS by FROM messaging.decision WHERE message_id = $1',
      [id],
    );
    await set('user:somebody-else');
    try {
      const { code, out } = await verified(await dossier());
      expect(out).toMatch(/BROKEN.*messaging\.decision/);
      expect(code).toBe(1);
    } finally {
      await set(rows[0]!.by);
    }
    expect((await verified(await dossier(), ...(await publishedSeals()))).code).toBe(0);
  });

  test('nobody else’s is shown, and not to everybody', async () => {
    const neighbour = await Business.open(place, 0, 'Other Heating');
    const other = await Person.signedIn(neighbour, 'Nora', 'owner');
    expect((await other.get(`/v1/dossiers/${id}`)).status).toBe(404);
    const watcher = await Person.signedIn(business, 'Rita', 'readonly');
    expect((await watcher.get(`/v1/dossiers/${id}`)).status).toBe(403);
    expect((await owner.get('/v1/dossiers/x')).status).toBe(404);
  });

  test('after an erasure it has no words, and all else is proven', async () => {
    const asked = { smsNumber: phone, reason: 'request 2026-11' };
    const { body } = await owner.post('/v1/erasures', asked, 'erase-1');
    expect(body.id).toBeDefined();
    await becomes(business, id, { redacted: { why: 'erasure' } });
    const document = await dossier();
    expect(JSON.stringify(document)).not.toContain(words);
    const { code, out } = await verified(document, ...(await publishedSeals()));
    expect(out).toContain('words were taken away');
    expect(code).toBe(0);
  });
});
