import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { eventually, MailServer } from '@fieldline/testing';
import { type Answer, ask, type Json } from './support/business.js';
import { connectAs } from './support/database.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';

const PASSWORD = `canary-${randomUUID()}`;

onEveryTransport('a crew without the module gets e-mail', (place) => {
  let mail: MailServer;
  let tenantId: string;

  beforeAll(async () => {
    mail = await MailServer.start({ user: { name: 'office', password: PASSWORD } });
    const { body } = await ask(place, place.operatorKey, 'POST', '/v1/tenants', {
      body: {
        name: 'Quiet Plumbing',
        country: 'US',
        timeZone: 'America/Chicago',
        ownerEmail: `owner-${randomUUID()}@story.test`,
      },
    });
    tenantId = body.id;
  });
  afterAll(() => mail.stop());

  const call = (method: string, path: string, body?: unknown, key?: string): Promise<Answer> =>
    ask(place, place.operatorKey, method, path, {
      body,
      key,
      headers: { 'x-tenant-id': tenantId },
    });
  const email = (employeeIds: string[], key?: string): Promise<Answer> =>
    call('POST', '/v1/employee-emails', { employeeIds, jobId: 'ext:J-1' }, key);
  const becomes = (id: string, expected: object): Promise<Json> =>
    eventually(
      async () => {
        const { body } = await call('GET', `/v1/employee-emails/${id}`);
        expect(body).toMatchObject(expected);
        return body;
      },
      { timeoutMs: 15_000 },
    );

  test('once it says which mail server they leave by', async () => {
    await call('PUT', '/v1/employees/ext:sam', {
      name: 'Sam Lee',
      textAddress: { number: '(312) 555-0144', carrier: 'Verizon' },
    });
    await call('PUT', '/v1/employees/ext:kim', {
      name: 'Kim Park',
      textAddress: { number: '312.555.0145', carrier: 'T-Mobile' },
    });
    const contact = { kind: 'customer', name: 'Dana Whitfield', smsNumber: '312-555-0188' };
    await call('PUT', '/v1/contacts/ext:C-1', contact);
    await call('PUT', '/v1/jobs/ext:J-1', {
      contactId: 'ext:C-1',
      jobType: 'drain-cleaning',
      startsAt: '2026-12-01T15:00:00Z',
      timeZone: 'America/Chicago',
      address: '1200 W Fulton St',
    });
    expectProblem(await email(['ext:sam']), 422, 'email_not_configured');
    const settings = {
      host: '127.0.0.1',
      port: mail.port,
      secure: false,
      username: 'office',
      from: 'office@quiet.test',
    };
    const wrong = await call('PUT', '/v1/smtp', { ...settings, password: 'Zanzibar-4711' });
    expectProblem(wrong, 422, 'smtp_sign_in_refused');
    const key = randomUUID();
    const right = await call('PUT', '/v1/smtp', { ...settings, password: PASSWORD }, key);
    expect([right.status, right.body]).toMatchObject([200, { hasPassword: true }]);
    const again = await call('PUT', '/v1/smtp', { ...settings, password: PASSWORD }, key);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await call('GET', '/v1/smtp')).body).toMatchObject(settings);
  });

  test('with what the job says, by the gateway of each one’s carrier, once', async () => {
    const key = randomUUID();
    const { status, body } = await email(['ext:sam', 'ext:kim'], key);
    expect([status, body]).toMatchObject([
      202,
      {
        items: [
          { state: 'queued', carrier: 'Verizon', warning: expect.stringContaining('2027-03-31') },
          { error: { code: 'gateway_retired', detail: expect.stringContaining('SMS number') } },
        ],
        hint: expect.stringContaining('may charge'),
      },
    ]);
    const [{ id }] = body.items;
    await becomes(id, { state: 'sent' });
    await email(['ext:sam', 'ext:kim'], key);
    expect(mail.mails).toHaveLength(1);
    expect(mail.mails[0]).toMatchObject({
      from: 'office@quiet.test',
      to: '3125550144@vzwpix.com',
    });
    const [, said] = mail.mails[0]!.source.split('\r\n\r\n');
    expect(said?.trim().split('\r\n')).toEqual([
      'Dana Whitfield',
      '312-555-0188',
      '1200 W Fulton St',
      'drain-cleaning',
      'Tuesday, December 1, 9:00 AM',
    ]);
  });

  test('and its trouble is told with the employee', async () => {
    mail.recipient = 550;
    const { body } = await email(['ext:sam']);
    await becomes(body.items[0].id, { state: 'failed', error: { smtpCode: 550 } });
    expect((await call('GET', '/v1/employees/ext:sam')).body).toMatchObject({
      lastEmailError: { code: 'smtp_refused', smtpCode: 550 },
    });
  });

  test('while texting stays refused, and free text has no way in', async () => {
    const text = { employeeIds: ['ext:sam'], body: 'hi' };
    expectProblem(await call('POST', '/v1/messages', text), 403, 'not_activated');
    const free = { employeeIds: ['ext:sam'], jobId: 'ext:J-1', body: 'lunch?' };
    expectProblem(await call('POST', '/v1/employee-emails', free), 400, 'invalid_request');
    const about = { employeeIds: ['ext:sam'] };
    expectProblem(await call('POST', '/v1/employee-emails', about), 400, 'invalid_request');
  });

  test('from a list of carriers that says which of them still do', async () => {
    const { body } = await call('GET', '/v1/carriers');
    expect(body.items).toHaveLength(26);
    const byName = new Map(body.items.map((carrier: Json) => [carrier.name, carrier]));
    expect(byName.get('AT&T')).toMatchObject({ status: 'retired', endsOn: '2025-06-17' });
    expect(byName.get('Comcast')).toMatchObject({ status: 'none', smsDomain: null });
  });

  test('and the password is nowhere to be read', async () => {
    const hex = Buffer.from(PASSWORD).toString('hex');
    for (const service of ['gateway', 'messaging'] as const) {
      const client = await connectAs(place.dataDir, service, 'worker');
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class
          WHERE relnamespace = $1::regnamespace AND relkind = 'r'
            AND has_table_privilege(oid, 'SELECT')`,
        [service],
      );
      expect(tables.length).toBeGreaterThan(5);
      for (const { name } of tables) {
        const { rowCount } = await client.query(
          `SELECT FROM ${service}.${name} t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0`,
          [PASSWORD, hex],
        );
        expect([name, rowCount]).toEqual([name, 0]);
      }
      await client.end();
    }
  });
});
