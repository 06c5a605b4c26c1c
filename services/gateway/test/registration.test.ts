/** The registration's door: who may, what is passed on, what is kept of it, and who hears of its course. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AuditEntryView,
  eventMeta,
  newId,
  type NotificationPage,
  type Page,
  RegistrationChanged,
  type RegistrationSummary,
  type RegistrationView,
} from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { usForm } from '../../../tests/support/registration-form.js';
import { problem } from './fake-services.js';
import { OPERATOR_KEY, type Running, startGateway } from './running-gateway.js';

const CHECK = /^\/compliance\/registration\/check$/;
const FORM = /^\/compliance\/registration$/;
const DIGITS = '123456789';

let gateway: Running;
let acme: string;
let owner: string;
let key: string;
beforeAll(async () => {
  gateway = await startGateway();
  acme = (await gateway.newActiveTenant()).id;
  owner = await gateway.as(acme, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  key = newId();
  gateway.services.forget();
  gateway.upToDate();
});

const registration = { state: 'submitting', path: 'us', steps: [] };
const relayed = (version = 0) => ({ body: { registration, version } });
const submit = (body: unknown = usForm(), as = owner, headers: Record<string, string> = {}) =>
  gateway.call<RegistrationView>('POST', '/v1/registration', {
    as,
    body,
    headers: { 'idempotency-key': key, 'content-type': 'application/json', ...headers },
  });
const rowsOfKey = async (): Promise<unknown[]> =>
  (await gateway.admin.query('SELECT * FROM idempotency_key WHERE key = $1', [key])).rows;

describe('a form', () => {
  test('is handed on once, its number with it', async () => {
    gateway.services.on('POST', FORM, relayed());
    const answer = await submit();
    expect([answer.status, answer.body]).toEqual([202, registration]);
    const asked = gateway.services.askedFor('POST', FORM);
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([usForm()]);
    expect(asked[0]?.principal).toMatchObject({ tenantId: acme, role: 'owner' });
  });

  test('isn’t handed on twice when nobody knows whether it arrived', async () => {
    gateway.services.on('POST', FORM, problem(503, 'service_unavailable'));
    expect((await submit()).status).toBe(503);
    expect(gateway.services.askedFor('POST', FORM)).toHaveLength(1);
  });

  test('that is sent again with its key is answered again, whatever it says', async () => {
    gateway.services.on('POST', FORM, relayed());
    await submit();
    const again = await submit(usForm({ taxId: '98-7654321', businessName: 'Other' }));
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    expect(again.body).toEqual(registration);
    expect(gateway.services.askedFor('POST', FORM)).toHaveLength(1);
    const elsewhere = await gateway.call('POST', '/v1/estimates', {
      as: owner,
      body: { body: 'Hi' },
      headers: { 'idempotency-key': key },
    });
    expect(elsewhere.body.code).toBe('idempotency_key_reused');
  });

  test('that is refused names its fields, each with a code', async () => {
    const errors = [{ field: 'taxId', code: 'malformed', message: 'An EIN has nine digits.' }];
    gateway.services.on('POST', FORM, problem(422, 'registration_invalid', { errors }));
    const refused = await submit();
    expect(refused).toMatchObject({ status: 422, body: { code: 'registration_invalid', errors } });
  });

  test.each<[string, number, object | undefined]>([
    ['registration_invalid', 422, undefined],
    ['registration_refused', 422, undefined],
    ['invalid_request', 400, { businessName: 7 }],
  ])('that was corrected gets through by its key (%s)', async (code, status, change) => {
    gateway.services.on('POST', FORM, problem(status, code));
    const refused = await submit(usForm(change));
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    gateway.services.on('POST', FORM, relayed());
    const corrected = await submit();
    expect([corrected.status, corrected.headers.get('idempotency-replayed')]).toEqual([202, null]);
    expect((await submit()).headers.get('idempotency-replayed')).toBe('true');
  });

  test('that takes a minute isn’t handed on again meanwhile', async () => {
    const slow = Promise.withResolvers<void>();
    gateway.services.on('POST', FORM, async () => {
      await slow.promise;
      return relayed();
    });
    const first = submit();
    await eventually(() => expect(gateway.services.askedFor('POST', FORM)).toHaveLength(1));
    await gateway.admin.query(
      `UPDATE idempotency_key SET in_flight_until = in_flight_until - interval '1 minute' WHERE key = $1`,
      [key],
    );
    gateway.services.on('POST', FORM, relayed());
    const again = await submit();
    slow.resolve();
    expect([(await first).status, again.body.code]).toEqual([202, 'idempotency_in_flight']);
    // A minute of its ninety seconds is over: until then nobody knows whether it has died.
    const { retryAfterSeconds } = again.body as { retryAfterSeconds?: number };
    expect(retryAfterSeconds).toBeGreaterThan(1);
    expect(retryAfterSeconds).toBeLessThanOrEqual(30);
    expect(again.headers.get('retry-after')).toBe(String(retryAfterSeconds));
    expect(gateway.services.askedFor('POST', FORM)).toHaveLength(1);
  });

  test.each<[string, string, object]>([
    ['reads as a tax number', '12-3456789', {}],
    ['reads as a person’s', '123-45-6789', {}],
    ['says that it is one', 'acme-ein-123456789', {}],
    ['is the one of the form', `register-${DIGITS}`, { taxId: DIGITS }],
    ['is the one of the form, otherwise grouped', 'x 123.456.789', { taxId: '12-3456789' }],
  ])('whose key %s is refused before the key is kept', async (_, given, change) => {
    gateway.services.on('POST', FORM, relayed());
    key = given;
    const refused = await submit(usForm(change));
    expect([refused.status, refused.body.code]).toEqual([400, 'tax_number_in_key']);
    expect(JSON.stringify(refused.body)).not.toContain(given);
    expect([await rowsOfKey(), gateway.services.asked]).toEqual([[], []]);
  });

  test('whose fields have a tax number for a name is refused without it', async () => {
    const refused = await submit(usForm({ [`EIN ${DIGITS}`]: true }));
    expect(refused).toMatchObject({
      status: 400,
      body: { code: 'invalid_request', errors: [{ code: 'tax_number_in_key' }] },
    });
    expect(JSON.stringify(refused.body)).not.toContain(DIGITS);
    expect([await rowsOfKey(), gateway.services.asked]).toEqual([[], []]);
  });

  test('that came while an earlier one is at Twilio may come again by its key', async () => {
    gateway.services.on('POST', FORM, problem(409, 'registration_in_progress'));
    expect((await submit()).status).toBe(409);
    gateway.services.on('POST', FORM, relayed());
    const again = await submit();
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, null]);
  });

  test('is pending while texts or sign-ins don’t know of it', async () => {
    gateway.services.on('POST', FORM, relayed(5));
    const { status, body } = await submit();
    expect([status, body]).toMatchObject([202, { pending: true }]);
  });

  test.each([
    ['five megabytes', 5 * 1024 * 1024],
    ['a little too much', 64 * 1024],
  ])('of %s is refused before it is read', async (_, length) => {
    const answer = await submit(JSON.stringify(usForm({ website: 'x'.repeat(length) })));
    expect([answer.status, answer.body.code]).toEqual([413, 'payload_too_large']);
    expect(gateway.services.asked).toEqual([]);
  });

  test.each<[string, object]>([
    ['a number for a text', { taxId: 123456789 }],
    ['a list for a text', { taxId: [DIGITS] }],
    ['an unknown field', { taxID: DIGITS }],
    ['a text for an object', { address: DIGITS }],
  ])('with %s is refused without its value', async (_, change) => {
    const { status, body } = await submit(usForm(change));
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(JSON.stringify(body)).not.toContain(DIGITS);
    expect(gateway.services.asked).toEqual([]);
  });

  test.each(['agent', 'technician', 'readonly'])(
    'isn’t for a %s, who sees how it goes',
    async (role) => {
      const session = await gateway.as(acme, role);
      const refused = await submit(usForm(), session);
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
      gateway.services.on('GET', FORM, { body: registration });
      const { status } = await gateway.call('GET', '/v1/registration', { as: session });
      expect(status).toBe(200);
    },
  );

  test('isn’t for another business, nor for one without texting', async () => {
    const other = (await gateway.newTenant()).id;
    const theirs = await gateway.as(other, 'owner');
    const foreign = await submit(usForm(), theirs, { 'x-tenant-id': acme });
    expect(foreign.status).toBe(403);
    const idle = await submit(usForm(), theirs);
    expect([idle.status, idle.body.code]).toEqual([403, 'not_activated']);
    expect(gateway.services.askedFor('POST', FORM)).toEqual([]);
  });
});

describe('a check of the entries', () => {
  const check = (headers: Record<string, string> = { 'idempotency-key': key }) =>
    gateway.call('POST', '/v1/registration/check', { as: owner, body: usForm(), headers });

  test('keeps nothing, not even its key', async () => {
    gateway.services.on('POST', CHECK, { body: { ok: false, errors: [], warnings: [] } });
    expect((await check()).body).toMatchObject({ ok: false });
    gateway.services.on('POST', CHECK, { body: { ok: true, errors: [], warnings: [] } });
    expect((await check()).body).toMatchObject({ ok: true });
    expect(await rowsOfKey()).toEqual([]);
  });

  test('passes the number on, and nothing else knows it', async () => {
    gateway.services.on('POST', CHECK, { body: { ok: true, errors: [], warnings: [] } });
    await check();
    expect(JSON.parse(gateway.services.asked[0]?.body ?? '')).toEqual(usForm());
  });
});

describe('the text to a sole proprietor', () => {
  test('is sent again when asked for', async () => {
    gateway.services.on('POST', /^\/compliance\/registration\/otp$/, relayed());
    const again = (body: object) =>
      gateway.call('POST', '/v1/registration/otp', { as: owner, body });
    expect((await again({ resend: true })).status).toBe(202);
    for (const body of [{}, { resend: false }, { code: '123456' }])
      expect((await again(body)).status).toBe(400);
  });
});

describe('the course of a registration', () => {
  let version = 0;
  async function becomes(change: Partial<RegistrationChanged>): Promise<void> {
    const payload = {
      ...(eventMeta(RegistrationChanged).example as RegistrationChanged),
      businessId: acme,
      by: 'provider:twilio',
      version: (version += 1),
      ...change,
    };
    const said = await gateway.say(RegistrationChanged, [{ tenantId: acme, payload }]);
    await gateway.handled(said);
  }
  const summary = async (as: string): Promise<RegistrationSummary> =>
    (await gateway.call<{ registration: RegistrationSummary }>('GET', '/v1/me', { as })).body
      .registration;
  const told = async (as: string): Promise<string[]> =>
    (await gateway.call<NotificationPage>('GET', '/v1/notifications', { as })).body.items
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('registration'));

  test('is told at every sign-in, to everybody but operators', async () => {
    for (const [state, required] of [
      ['needs_tax_number', true],
      ['needs_form', true],
      ['submitting', false],
      ['in_review', false],
      ['needs_otp', false],
      ['rejected', true],
      ['approved', false],
      ['suspended', false],
    ] as const) {
      await becomes({ state, change: null, by: null });
      for (const role of ['owner', 'agent', 'technician', 'readonly']) {
        const { email } = await gateway.newUser(acme, role);
        const { body } = await gateway.login(email);
        const registration = { required, state, path: 'us' };
        expect(body).toMatchObject({ registration });
        expect(await summary(body.accessToken)).toEqual(registration);
      }
    }
    expect(await summary(OPERATOR_KEY)).toEqual({
      required: false,
      state: 'not_started',
      path: null,
    });
  });

  test('an older fact changes nothing', async () => {
    await becomes({ state: 'approved', change: null });
    await becomes({ state: 'rejected', change: null, version: 1 });
    expect((await summary(owner)).state).toBe('approved');
  });

  test('is news to owners and admins, and to nobody else', async () => {
    const [boss, admin, agent] = [
      await gateway.as(acme, 'owner'),
      await gateway.as(acme, 'admin'),
      await gateway.as(acme, 'agent'),
    ];
    await becomes({ state: 'submitting', change: 'form_submitted' });
    await becomes({ state: 'in_review', change: 'step_done' });
    await becomes({ state: 'rejected', change: 'rejected' });
    await becomes({ state: 'rejected', change: null });
    await becomes({ state: 'submitting', change: 'form_resubmitted' });
    await becomes({ state: 'needs_otp', change: 'needs_otp' });
    await becomes({ state: 'approved', change: 'approved' });
    await becomes({ state: 'suspended', change: 'suspended' });
    const news = ['suspended', 'approved', 'needs_otp', 'resubmitted', 'rejected'];
    const kinds = news.map((what) => `registration_${what}`);
    expect(await told(boss)).toEqual(kinds);
    expect(await told(admin)).toEqual(kinds);
    expect(await told(agent)).toEqual([]);
  });

  test('is told to open consoles, without the form', async () => {
    await becomes({ state: 'approved', approved: true, change: 'approved', reasons: [] });
    const { rows } = await gateway.admin.query<{ payload: object }>(
      `SELECT payload FROM stream_event WHERE tenant_id = $1 AND type = 'registration.changed'
        ORDER BY sequence DESC LIMIT 1`,
      [acme],
    );
    expect(rows[0]?.payload).toEqual({ state: 'approved', path: 'us', approved: true, version });
  });

  test('is in the audit where somebody did it', async () => {
    const by = `user:${newId()}`;
    await becomes({ state: 'submitting', change: 'form_submitted', by });
    await becomes({ state: 'in_review', change: 'step_done' });
    const { body } = await gateway.call<Page<AuditEntryView>>(
      'GET',
      '/v1/audit?action=registration.submitted',
      { as: owner },
    );
    const own = body.items.filter(({ actor }) => actor === by);
    expect(own).toMatchObject([
      {
        subject: { kind: 'registration', id: acme },
        detail: { path: 'us', change: 'form_submitted' },
      },
    ]);
  });
});
