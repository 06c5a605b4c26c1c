import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type EmployeeEmailsView,
  type EmployeeEmailView,
  type EmployeeView,
  newId,
  type Page,
  recipientIdOf,
  type SmtpSet,
  type SmtpView,
  type Upserted,
} from '@fieldline/contracts';
import { type Answer, eventually, freePort, MailServer } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunningMessaging } from './running-messaging.js';

const PASSWORD = 'canary-pässword-4711';

let messaging: RunningMessaging;
let mail: MailServer;
let tenantId: string;
let numbers = 0;
beforeAll(async () => {
  messaging = await RunningMessaging.start({ smtpPrivateHosts: true, smtpPlain: true });
});
afterAll(() => messaging.stop());
beforeEach(async () => {
  tenantId = newId();
  mail = await MailServer.start({ user: { name: 'office', password: PASSWORD } });
});
afterEach(() => mail.stop());

function call<T>(method: string, path: string, body?: unknown, as = tenantId): Promise<Answer<T>> {
  return messaging.service.call<T>(as, [method, path], { body });
}
const row = async (table: string, where = 'true') =>
  (
    await messaging.service.admin.query(
      `SELECT * FROM ${table} WHERE tenant_id = '${tenantId}' AND ${where}`,
    )
  ).rows[0];

const settings = (): object => ({
  host: '127.0.0.1',
  port: mail.port,
  secure: false,
  username: 'office',
  password: PASSWORD,
  from: 'office@acme.test',
});
const setSmtp = (more: object = {}): Promise<Answer<SmtpSet>> =>
  call('PUT', '/smtp', { ...settings(), ...more });

async function employee(more: object = {}): Promise<EmployeeView> {
  const number = `312555${1_000 + numbers++}`;
  const textAddress = { number, carrier: 'Rogers' };
  const { body } = await call<Upserted<EmployeeView>>('PUT', `/employees/ext:${newId()}`, {
    name: 'Sam Lee',
    textAddress,
    ...more,
  });
  return body.record;
}
const record = {
  contactId: newId(),
  jobId: newId(),
  customerName: 'Dana Whitfield',
  customerPhone: '312-555-0188',
  address: '1200 W Fulton St',
  jobType: 'Drain cleaning',
  date: 'Tuesday, December 1',
  time: '9:00 AM to 11:00 AM',
};
const queue = (
  employees: readonly EmployeeView[],
  id = newId(),
  more: object = {},
): Promise<Answer<EmployeeEmailsView>> =>
  call('PUT', `/employee-emails/${id}`, {
    employeeIds: employees.map((each) => each.id),
    record: { ...record, ...more },
  });

async function queued(sam: EmployeeView): Promise<EmployeeEmailView> {
  const { body, status } = await queue([sam]);
  expect([status, body.items]).toMatchObject([202, [{ employeeId: sam.id, state: 'queued' }]]);
  return body.items[0] as EmployeeEmailView;
}
const becomes = (id: string, expected: object): Promise<void> =>
  eventually(
    async () => {
      const { body } = await call<EmployeeEmailView>('GET', `/employee-emails/${id}`);
      expect(body).toMatchObject(expected);
    },
    { timeoutMs: 15_000 },
  );
const view = async ({ id }: EmployeeView): Promise<EmployeeView> =>
  (await call<EmployeeView>('GET', `/employees/${id}`)).body;
const due = (id: string) =>
  messaging.service.admin.query(`UPDATE email SET next_attempt_at = now() WHERE id = $1`, [id]);

describe('a mail server', () => {
  test('is tried, kept, and its password never read back', async () => {
    const { status, body } = await setSmtp();
    expect([status, body]).toMatchObject([
      200,
      { host: '127.0.0.1', username: 'office', hasPassword: true, from: 'office@acme.test' },
    ]);
    expect(mail.signIns).toBe(1);
    const { changed, ...view } = body;
    expect(changed).toEqual(['host', 'port', 'secure', 'username', 'from', 'password']);
    const { body: read } = await call<SmtpView>('GET', '/smtp');
    expect(read).toEqual(view);
    expect(read.verifiedAt).not.toBeNull();
    expect(JSON.stringify(read)).not.toContain(PASSWORD);
    const stored = await row('smtp');
    expect(stored.key_id).toBe('k1');
    for (const encoding of ['latin1', 'utf8'] as const)
      expect(stored.password.toString(encoding)).not.toContain('canary');
  });

  test('that does not work is not kept, and the answer repeats nothing', async () => {
    const refused = await setSmtp({ password: 'canary-wrong' });
    expect([refused.status, refused.body]).toMatchObject([
      422,
      { code: 'smtp_sign_in_refused', smtpCode: 535 },
    ]);
    expect(JSON.stringify(refused.body)).not.toContain('canary');
    const away = await setSmtp({ port: await freePort() });
    expect([away.status, away.body.code]).toEqual([422, 'smtp_unreachable']);
    expect((await call('GET', '/smtp')).status).toBe(404);
  });

  test('may be kept untried', async () => {
    const { status, body } = await setSmtp({ port: await freePort(), verify: false });
    expect([status, body.verifiedAt]).toEqual([200, null]);
  });

  test('keeps its password where nothing else changes, and gives it to no other', async () => {
    await setSmtp();
    const renamed = await setSmtp({ password: undefined, from: 'crew@acme.test' });
    expect([renamed.status, renamed.body.from]).toEqual([200, 'crew@acme.test']);
    expect(mail.signIns).toBe(2);
    for (const change of [{ host: 'localhost' }, { port: mail.port + 1 }, { username: 'boss' }]) {
      const answer = await setSmtp({ password: undefined, ...change });
      expect([answer.status, answer.body.errors]).toMatchObject([400, [{ field: 'password' }]]);
    }
  });

  test('is taken away again', async () => {
    await setSmtp();
    expect(
      (await messaging.service.admin.query('SELECT FROM smtp WHERE tenant_id = $1', [tenantId]))
        .rowCount,
    ).toBe(1);
    await removeSmtp();
    expect((await call('GET', '/smtp')).status).toBe(404);
  });

  test('is another business’s alone', async () => {
    await setSmtp();
    expect((await call('GET', '/smtp', undefined, newId())).status).toBe(404);
  });
});

/** Answers nothing, which the test's own client takes for broken JSON. */
const removeSmtp = (): Promise<unknown> => call('DELETE', '/smtp').catch(() => undefined);

describe('an e-mail to an employee', () => {
  beforeEach(() => setSmtp());

  test('reaches their carrier, says the customer and the job, and is forgotten', async () => {
    const sam = await employee({ textAddress: { number: '(312) 555-0144', carrier: 'verizon' } });
    const { id, warning } = await queued(sam);
    expect(warning).toContain('2027-03-31');
    await becomes(id, { state: 'sent', attempts: 1, error: null, endedAt: expect.any(String) });
    expect(mail.mails).toMatchObject([{ from: 'office@acme.test', to: '3125550144@vzwpix.com' }]);
    const [, text] = mail.mails[0]!.source.split('\r\n\r\n');
    expect(text?.trim().split('\r\n')).toEqual([
      'Dana Whitfield',
      '312-555-0188',
      '1200 W Fulton St',
      'Drain cleaning',
      'Tuesday, December 1, 9:00 AM to 11:00 AM',
    ]);
    expect(await row('email', `id = '${id}'`)).toMatchObject({ body: null, sending_until: null });
  });

  test('goes once for a key, however often it is asked for', async () => {
    const [sam, kim] = [await employee(), await employee()];
    const id = newId();
    const answers = await Promise.all([queue([sam, kim], id), queue([sam, kim], id)]);
    const idsOf = ({ body }: Answer<EmployeeEmailsView>) =>
      body.items.map((item) => 'id' in item && item.id);
    expect(idsOf(answers[0])).toEqual(idsOf(answers[1]));
    for (const item of answers[0].body.items)
      await becomes((item as EmployeeEmailView).id, { state: 'sent' });
    const again = await queue([sam, kim], id);
    expect(again.body.items).toMatchObject([{ state: 'sent' }, { state: 'sent' }]);
    await sleep(1_500);
    expect(mail.mails).toHaveLength(2);
    expect(again.body.hint).toContain('may charge');
  });

  test('is refused to who can have none, and goes to the others', async () => {
    const address = (carrier: string) => ({ textAddress: { number: '3125550199', carrier } });
    const crew = [
      await employee({ textAddress: null }),
      await employee(address('Comcast')),
      await employee(address('T-Mobile')),
      await employee(),
    ];
    const { body, status } = await queue(crew);
    expect([status, body.items]).toMatchObject([
      202,
      [
        { employeeId: crew[0]!.id, error: { code: 'no_text_address' } },
        { error: { code: 'carrier_without_gateway' } },
        { error: { code: 'gateway_retired', detail: expect.stringContaining('SMS number') } },
        { employeeId: crew[3]!.id, state: 'queued' },
      ],
    ]);
    expect(await view(crew[2]!)).toMatchObject({
      textAddress: { number: '3125550199', carrier: 'T-Mobile', status: 'retired' },
    });
  });

  test('is refused without a mail server, and for who is none of theirs', async () => {
    const sam = await employee();
    const stranger = await queue([sam, { ...sam, id: newId() }]);
    expect([stranger.status, stranger.body.errors]).toMatchObject([
      404,
      [{ field: 'employeeIds.1' }],
    ]);
    await removeSmtp();
    const { status, body } = await queue([sam]);
    expect([status, body.code]).toEqual([422, 'email_not_configured']);
    expect(await row('email')).toBeUndefined();
  });

  test('that the server puts off is tried again, and its trouble told until it goes', async () => {
    const sam = await employee();
    mail.data = 451;
    const { id } = await queued(sam);
    await becomes(id, { state: 'queued', error: { code: 'smtp_refused', smtpCode: 451 } });
    const later = await row('email', `id = '${id}'`);
    expect(later.next_attempt_at.getTime() - Date.now()).toBeGreaterThan(15_000);
    expect(await view(sam)).toMatchObject({
      lastEmailError: { code: 'smtp_refused', smtpCode: 451, sentence: expect.any(String) },
    });
    mail.data = 'take';
    await due(id);
    await becomes(id, { state: 'sent', attempts: 2, error: null });
    expect((await view(sam)).lastEmailError).toBeNull();
    expect(mail.mails).toHaveLength(1);
  });

  test('that the server refuses has failed, and what it said is forgotten', async () => {
    const sam = await employee();
    mail.recipient = 550;
    const { id } = await queued(sam);
    await becomes(id, { state: 'failed', error: { code: 'smtp_refused', smtpCode: 550 } });
    expect(await view(sam)).toMatchObject({ lastEmailError: { code: 'smtp_refused' } });
    expect(await row('email', `id = '${id}'`)).toMatchObject({ body: null });
  });

  test('is kept while the server is away, and given up in the end', async () => {
    const sam = await employee();
    await mail.stop();
    const { id } = await queued(sam);
    await becomes(id, { state: 'queued', error: { code: 'smtp_unreachable', smtpCode: null } });
    await messaging.service.admin.query(
      `UPDATE email SET created_at = now() - interval '5 hours', next_attempt_at = now() WHERE id = $1`,
      [id],
    );
    await becomes(id, { state: 'failed', attempts: 2, error: { code: 'smtp_unreachable' } });
  });

  test('that may have gone is never sent again', async () => {
    const sam = await employee();
    mail.data = 'break_off';
    const { id } = await queued(sam);
    await becomes(id, { state: 'unknown', error: { code: 'smtp_answer_lost' } });
    mail.data = 'take';
    await due(id);
    await sleep(2_500);
    expect([mail.begun, mail.mails.length]).toEqual([1, 0]);
    await becomes(id, { state: 'unknown' });
  });

  test('that its sender died with is never sent again', async () => {
    const sam = await employee();
    mail.data = 451;
    const { id } = await queued(sam);
    await becomes(id, { state: 'queued', attempts: 1 });
    mail.data = 'take';
    await messaging.service.admin.query(
      `UPDATE email SET state = 'sending', sending_until = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await becomes(id, { state: 'unknown', error: { code: 'smtp_answer_lost' } });
    await sleep(1_500);
    expect(mail.mails).toHaveLength(0);
  });

  test('fails where the mail server was taken away, and where its password can not be read', async () => {
    mail.data = 451;
    const [first, second] = [await queued(await employee()), await queued(await employee())];
    for (const { id } of [first, second]) await becomes(id, { state: 'queued', attempts: 1 });
    await messaging.service.admin.query(`UPDATE smtp SET key_id = 'gone' WHERE tenant_id = $1`, [
      tenantId,
    ]);
    await due(first.id);
    await becomes(first.id, { state: 'failed', error: { code: 'smtp_password_lost' } });
    await removeSmtp();
    await due(second.id);
    await becomes(second.id, { state: 'failed', error: { code: 'email_not_configured' } });
  });

  test('is listed with those of its employee, and nobody else sees it', async () => {
    const [sam, kim] = [await employee(), await employee()];
    const { id } = await queued(sam);
    await queued(kim);
    await becomes(id, { state: 'sent' });
    const list = async (query: string, as = tenantId) =>
      (await call<Page<EmployeeEmailView>>('GET', `/employee-emails?${query}`, undefined, as)).body;
    expect((await list('limit=10')).items).toHaveLength(2);
    expect((await list(`employeeId=${sam.id}`)).items).toMatchObject([{ id }]);
    const first = await list('limit=1');
    expect((await list(`limit=1&cursor=${first.nextCursor}`)).items).toMatchObject([{ id }]);
    expect((await list('limit=10', newId())).items).toEqual([]);
    expect((await call('GET', `/employee-emails/${id}`, undefined, newId())).status).toBe(404);
  });

  test('of a business whose server hangs holds up nobody else’s', async () => {
    const sam = await employee();
    await messaging.service.admin.query(
      `UPDATE smtp SET host = '10.255.255.1' WHERE tenant_id = $1`,
      [tenantId],
    );
    await queued(sam);
    await sleep(1_200);
    tenantId = newId();
    await setSmtp();
    const { id } = await queued(await employee());
    await becomes(id, { state: 'sent' });
  });
});

test('an e-mail leaves without a registration: who has no texting has none', async () => {
  await setSmtp();
  const sam = await employee();
  await messaging.registration(tenantId, { submitted: false, approved: false }, 2);
  const { id } = await queued(sam);
  await becomes(id, { state: 'sent' });
});

describe('an e-mail does not leave', () => {
  let sam: EmployeeView;
  beforeEach(async () => {
    await setSmtp();
    sam = await employee();
  });

  test('while sending is paused, and leaves afterwards', async () => {
    await messaging.pause(true, 1, tenantId);
    const { id } = await queued(sam);
    await sleep(1_500);
    await becomes(id, { state: 'queued', attempts: 0 });
    await messaging.pause(false, 2, tenantId);
    await becomes(id, { state: 'sent' });
  });

  test('of a suspended business, which is refused more; then only what is not hours late', async () => {
    const late = await queuedWhile(() => messaging.tenant(tenantId, { state: 'suspended' }));
    expect((await queue([sam])).body).toMatchObject({ code: 'tenant_suspended' });
    await messaging.service.admin.query(
      `UPDATE email SET created_at = now() - interval '5 hours' WHERE id = $1`,
      [late.id],
    );
    await messaging.tenant(tenantId, { state: 'active', version: 2 });
    await becomes(late.id, { state: 'failed', error: { code: 'expired' } });
    const { id } = await queued(sam);
    await becomes(id, { state: 'sent' });
    expect(mail.mails).toHaveLength(1);
  });

  /** One that is queued while all is paused, and what happens then, before it goes on. */
  async function queuedWhile(happens: () => Promise<void>): Promise<EmployeeEmailView> {
    await messaging.pause(true, 1, tenantId);
    const email = await queued(sam);
    await happens();
    await messaging.pause(false, 2, tenantId);
    return email;
  }
});

describe('who is erased', () => {
  test('is in no e-mail, neither one that waits nor one that comes late', async () => {
    const acme = await messaging.business();
    ({ tenantId } = acme);
    await setSmtp();
    const dana = await messaging.customer(acme, '+13125550178', newId());
    const sam = await employee();
    const contactId = dana.id;
    mail.data = 451;
    const { body } = await queue([sam], newId(), { contactId });
    const { id } = body.items[0] as EmployeeEmailView;
    await becomes(id, { state: 'queued', attempts: 1 });
    mail.data = 'take';
    // As one that nobody has tried yet.
    await messaging.service.admin.query(
      `UPDATE email SET attempts = 0, error_code = NULL, smtp_code = NULL, error_at = NULL WHERE id = $1`,
      [id],
    );
    const erased = await messaging.service.call(tenantId, ['POST', '/erasures'], {
      body: { id: newId(), reason: 'request', contactId },
      role: 'owner',
    });
    expect(erased.status).toBe(202);
    const error = { code: 'contact_erased', sentence: expect.stringContaining('erased') };
    await becomes(id, { state: 'failed', error });
    const late = await queue([sam], newId(), { contactId });
    await becomes((late.body.items[0] as EmployeeEmailView).id, { state: 'failed', error });
    expect(mail.mails).toHaveLength(0);
  });
});

describe('who opted out on their phone', () => {
  const phone = '+13125550177';
  const textAddress = { number: phone, carrier: 'Rogers' };

  test('by STOP gets no e-mail, not even one that waits', async () => {
    const acme = await messaging.business();
    ({ tenantId } = acme);
    await setSmtp();
    const sam = await employee({ textAddress });
    mail.data = 451;
    const { id } = await queued(sam);
    await becomes(id, { state: 'queued', attempts: 1 });
    mail.data = 'take';
    await messaging.arrive(acme, phone, 'STOP');
    await due(id);
    await becomes(id, { state: 'failed', error: { code: 'recipient_opted_out' } });
    const { body } = await queue([sam]);
    expect(body.items).toMatchObject([{ error: { code: 'recipient_opted_out' } }]);
    expect(mail.mails).toHaveLength(0);
  });

  test('by word to the staff gets none either', async () => {
    await setSmtp();
    const sam = await employee({ textAddress });
    await messaging.consent(tenantId, recipientIdOf(tenantId, phone), {
      subjectKind: 'recipient',
      state: 'opted_out',
    });
    const { body } = await queue([sam]);
    expect(body.items).toMatchObject([{ error: { code: 'recipient_opted_out' } }]);
  });
});
