import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stateFactTypes } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { localInstallation, verifyInstallation } from '@fieldline/verify';
import { Client } from 'pg';
import { operate } from '../tools/operator/src/operate.js';
import { booksOf } from './support/books.js';
import { ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { accepted, becomes, settled } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

const FACTS = [
  'billing.balance.changed.v1',
  'compliance.consent.changed.v1',
  'gateway.tenant.changed.v1',
  'messaging.contact.changed.v1',
  'scheduler.job.changed.v1',
];
const SLOW = { timeoutMs: 30_000, intervalMs: 200 };

onEveryTransport('a projection can be rebuilt', (place) => {
  const [willing, unwilling] = [newPhone(), newPhone()];
  let business: Business;
  let database: Client;
  let before: Json;

  beforeAll(async () => {
    const { databaseUrl } = await localInstallation(place.dataDir);
    database = new Client({ connectionString: databaseUrl });
    await database.connect();
    business = await Business.open(place, 20);
    await business.customer(willing, 'willing', 'Dana');
    await business.customer(unwilling, 'unwilling', 'Lee');
    const optOut = { contactId: 'ext:unwilling', action: 'opt_out', source: 'verbal' };
    await business.post('/v1/consents', optOut);
    await visit('willing', 'J-1');
    const { id } = await accepted(business, { contactId: 'ext:willing', body: 'First' });
    await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
    await settled(business);
    await expectNothingWrong(place, [business.tenantId]);
    before = await books();
  }, 90_000);
  afterAll(() => database.end());

  const books = (): Promise<Json> => booksOf(business, [willing, unwilling]);
  const visit = (contact: string, job: string) =>
    business.put(`/v1/jobs/ext:${job}`, {
      contactId: `ext:${contact}`,
      jobType: 'drain-cleaning',
      startsAt: '2027-03-01T15:00:00Z',
      timeZone: 'America/Chicago',
    });
  /** One statement on the business's rows of a copy. */
  const damage = async (sql: string, contact?: string): Promise<void> => {
    const ofContact = `(SELECT id FROM messaging.contact
                         WHERE tenant_id = '${business.tenantId}' AND external_id = '${contact}')`;
    const { rowCount } = await database.query(
      `${sql.replace(':contact', ofContact)} AND tenant_id = '${business.tenantId}'`,
    );
    expect(rowCount).toBe(1);
  };
  const broken = async (): Promise<Set<string>> => {
    const { databaseUrl, simulatorUrl } = await localInstallation(place.dataDir);
    const violations = await verifyInstallation({
      databaseUrls: [databaseUrl],
      simulatorUrl,
      tenantIds: [business.tenantId],
      atRest: true,
    });
    return new Set(violations.map(({ name }) => name));
  };
  const sendTo = (contact: string) =>
    business.post('/v1/messages', { contactId: `ext:${contact}`, body: 'Second' });

  test('copies that are gone, stale or damaged in content do what is wrong', async () => {
    await damage('DELETE FROM messaging.consent_copy WHERE subject_id = :contact', 'willing');
    await damage(
      `UPDATE messaging.consent_copy SET state = 'opted_in', version = version - 1
        WHERE subject_id = :contact`,
      'unwilling',
    );
    await damage('DELETE FROM messaging.tenant_copy WHERE true');
    await damage('UPDATE messaging.balance_copy SET unit_price_micros = 1 WHERE true');
    await damage('DELETE FROM scheduler.contact_copy WHERE contact_id = :contact', 'unwilling');
    await damage(
      `UPDATE scheduler.contact_copy SET name = 'x', recipient_id = NULL WHERE contact_id = :contact`,
      'willing',
    );
    await damage('UPDATE messaging.job_copy SET contact_id = :contact WHERE true', 'unwilling');
    expect((await sendTo('willing')).body.code).toBe('recipient_not_opted_in');
    expect((await visit('unwilling', 'J-2')).status).toBe(422);
    expect(await broken()).toEqual(
      new Set(['consent.copy', 'copy.balance', 'copy.contact', 'copy.job', 'copy.tenant']),
    );
  });

  test('an operator has their owners say them again, and they are right', async () => {
    let [out, err] = ['', ''];
    const code = await operate(
      ['republish', ...FACTS, '--tenant', business.tenantId, '--reason', 'copies are damaged'],
      { FIELDLINE_URL: place.url, FIELDLINE_OPERATOR_KEY: place.operatorKey },
      { out: (said) => void (out += said), err: (said) => void (err += said) },
    );
    expect([code, err]).toEqual([0, expect.stringContaining('Ctrl-C leaves it running')]);
    expect(out.split('\n').toSorted()).toEqual([
      'billing.balance.changed.v1  done  1 said',
      'compliance.consent.changed.v1  done  2 said',
      'gateway.tenant.changed.v1  done  1 said',
      'messaging.contact.changed.v1  done  2 said',
      'scheduler.job.changed.v1  done  1 said',
    ]);
    await expectNothingWrong(place, [business.tenantId]);
    const { rows } = await database.query(
      `SELECT name FROM scheduler.contact_copy WHERE tenant_id = $1 ORDER BY 1`,
      [business.tenantId],
    );
    expect(rows).toEqual([{ name: 'Dana' }, { name: 'Lee' }]);
  });

  test('and so has everything of every business said again, which changes nothing', async () => {
    const operator = (method: string, path: string, body?: object) =>
      ask(place, place.operatorKey, method, path, { body });
    const begun = await operator('POST', '/v1/republications', { reason: 'a rehearsal' });
    expect([begun.status, begun.body.runs.length]).toEqual([202, stateFactTypes().length]);
    await eventually(async () => {
      const { body } = await operator('GET', `/v1/republications/${begun.body.id}`);
      expect(body).toMatchObject({ state: 'done', tenantId: null, reason: 'a rehearsal' });
    }, SLOW);
    const { body } = await operator('GET', '/v1/republications?limit=1');
    expect(body.items).toMatchObject([{ id: begun.body.id, state: 'done' }]);
    await expectNothingWrong(place, [business.tenantId]);
  }, 60_000);

  test('nobody got a text from it, and nothing was charged', async () => {
    expect(await books()).toEqual(before);
  });

  test('who opted in is texted again, who opted out is not, and both have visits', async () => {
    const answer = await sendTo('willing');
    expect([answer.status, answer.body.quote]).toEqual([202, { segments: 1, costMicros: 15_000 }]);
    await becomes(business, answer.body.id, { status: 'delivered' });
    expect((await sendTo('unwilling')).body.code).toBe('recipient_opted_out');
    expect((await visit('unwilling', 'J-2')).status).toBeLessThan(300);
    expect((await business.textsAt(willing)).map(({ body }) => body)).toEqual(['First', 'Second']);
    expect(await business.textsAt(unwilling)).toEqual([]);
  });
});
