import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MessageProgressed, eventMeta, newId } from '@fieldline/contracts';
import { eventually } from '@fieldline/testing';
import { form, soleProprietorForm } from './forms.js';
import { type Business, RunningCompliance } from './running-compliance.js';

let running: RunningCompliance;
beforeAll(async () => {
  running = await RunningCompliance.start();
  running.hearNews();
}, 60_000);
afterAll(() => running.stop());

async function submitted(given: object = form()): Promise<Business> {
  const business = await running.business();
  const answer = await running.submit(business.tenantId, given);
  expect([answer.status, answer.body.code]).toEqual([202, undefined]);
  return business;
}

async function approved(given: object = form()): Promise<Business> {
  const business = await submitted(given);
  await running.reaches(business.tenantId, 'approved');
  return business;
}

/** What the simulator has of an account, by kind. */
async function kindsOf({ accountSid }: Business): Promise<Record<string, string>> {
  const all = await running.registered(accountSid);
  const kinds = Object.fromEntries(all.map(({ kind, status }) => [kind, status]));
  expect(all).toHaveLength(Object.keys(kinds).length);
  return kinds;
}

/** What is told of a business, once it has been heard. */
const tells = (tenantId: string, fact: object): Promise<void> =>
  eventually(() => expect(running.told(tenantId)).toContainEqual(expect.objectContaining(fact)));

const ALL_APPROVED = {
  profile: 'twilio-approved',
  trust_product: 'twilio-approved',
  brand: 'APPROVED',
  campaign: 'VERIFIED',
  number: 'successful',
};

describe('a business', () => {
  test('is registered, with one of each', async () => {
    const business = await approved();
    await eventually(async () => expect(await kindsOf(business)).toEqual(ALL_APPROVED));
    const view = await running.view(business.tenantId);
    expect(view.steps.map(({ state }) => state)).toEqual(view.steps.map(() => 'done'));
    expect(view).toMatchObject({ required: false, path: 'us', reasons: [] });
    await tells(business.tenantId, { change: 'approved', state: 'approved', approved: true });
    const told = running.told(business.tenantId);
    expect(told.map(({ version }) => version)).toEqual(told.map((_, index) => index + 2));
    expect(told[0]).toMatchObject({ change: 'form_begun', submitted: false, approved: false });
    expect(told.find(({ change }) => change === 'form_submitted')).toMatchObject({
      state: 'submitting',
      submitted: true,
      approved: false,
      by: 'user:u1',
    });
  });

  test('in Canada too', async () => {
    const address = {
      street: '88 Wellington Street',
      city: 'Ottawa',
      region: 'ON',
      postalCode: 'K1A 0B1',
    };
    const business = await approved(form({ path: 'ca', taxId: '123456782RC0001', address }));
    expect(await running.view(business.tenantId)).toMatchObject({ path: 'ca' });
  });

  test('leaves nothing here of its form but the campaign', async () => {
    const { tenantId } = await approved();
    const { rows } = await running.service.admin.query(
      `SELECT r.*, (SELECT json_agg(s) FROM registration_step s WHERE s.tenant_id = r.tenant_id) AS steps
         FROM registration r WHERE tenant_id = $1`,
      [tenantId],
    );
    const kept = JSON.stringify([rows, running.told(tenantId)]);
    for (const said of [
      '123456789',
      '12-3456789',
      'Acme Plumbing LLC',
      'Desert',
      'Whitfield',
      'dana@',
      '5550143',
    ])
      expect(kept).not.toContain(said);
    expect(kept).toContain('appointments that they booked');
  });

  test('is seen by no other', async () => {
    await approved();
    expect(await running.view(newId())).toMatchObject({
      state: 'not_started',
      steps: [],
      campaign: null,
    });
  });
});

describe('a form is refused', () => {
  test('from a business without a number', async () => {
    const answer = await running.submit(newId(), form());
    expect([answer.status, answer.body.code]).toEqual([403, 'not_activated']);
  });

  test('while another is being looked at, and once one was approved', async () => {
    const business = await running.business();
    await running.decide(business.accountSid, 'brand', 'in_review');
    expect((await running.submit(business.tenantId, form())).status).toBe(202);
    await running.reaches(business.tenantId, 'in_review');
    const early = await running.submit(business.tenantId, form());
    expect([early.status, early.body.code]).toEqual([409, 'registration_in_progress']);
    const [brand] = (await running.registered(business.accountSid)).filter(
      ({ kind }) => kind === 'brand',
    );
    await running.change(brand!.sid, 'approved');
    await running.reaches(business.tenantId, 'approved');
    const late = await running.submit(business.tenantId, form());
    expect([late.status, late.body.code]).toEqual([409, 'registration_approved']);
  });

  test('of two that come at once', async () => {
    const business = await running.business();
    const answers = await Promise.all(
      [1, 2, 3].map(() => running.submit(business.tenantId, form())),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 409, 409]);
    await running.reaches(business.tenantId, 'approved');
    await kindsOf(business);
  });

  test('of another kind once there is a brand', async () => {
    const business = await running.business();
    await running.decide(business.accountSid, 'brand', 'rejected', [30795]);
    await running.submit(business.tenantId, form());
    await running.reaches(business.tenantId, 'needs_tax_number');
    const answer = await running.submit(business.tenantId, soleProprietorForm());
    expect([answer.status, answer.body.code]).toEqual([409, 'registration_path_fixed']);
  });
});

describe('a sole proprietor', () => {
  test('is asked for an answer once the text was sent, and not before', async () => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'brand', 'in_review');
    await running.submit(tenantId, soleProprietorForm({ mobilePhone: '+13125550178' }));
    await running.reaches(tenantId, 'in_review');
    const [brand] = (await running.registered(accountSid)).filter(({ kind }) => kind === 'brand');
    await running.change(brand!.sid, 'approved');
    const { reasons, steps } = await running.reaches(tenantId, 'needs_otp');
    expect(reasons).toEqual([]);
    expect(steps.find(({ name }) => name === 'brand')?.reasons).toMatchObject([
      { field: 'mobilePhone' },
    ]);
    const asked = () => running.told(tenantId).filter(({ change }) => change === 'needs_otp');
    await eventually(() => expect(asked()).toHaveLength(1));
  });

  test('answers a text, which may be sent again', async () => {
    const business = await submitted(soleProprietorForm());
    const { tenantId } = business;
    await running.reaches(tenantId, 'needs_otp');
    await tells(tenantId, { change: 'needs_otp', submitted: true });
    const resend = ['POST', '/registration/otp'] as const;
    await eventually(async () => {
      const answer = await running.service.call(tenantId, resend, {
        body: { resend: true },
        role: 'owner',
      });
      expect(answer.status).toBe(202);
    });
    await running.play('POST', '/phones/%2B13125550177/messages', {
      to: '+19152782000',
      body: 'YES',
    });
    await running.reaches(tenantId, 'approved');
    expect(await kindsOf(business)).toMatchObject({ brand: 'APPROVED', campaign: 'VERIFIED' });
    const late = await running.service.call(tenantId, resend, {
      body: { resend: true },
      role: 'owner',
    });
    expect([late.status, late.body.code]).toEqual([409, 'otp_not_due']);
  });
});

describe('what is turned down', () => {
  test.each([
    ['profile', 18601, 'customer_profile_submission'],
    ['trust_product', 18601, 'trust_product_submission'],
    ['brand', 30801, 'brand'],
    ['campaign', 30893, 'campaign'],
  ])('a %s says why, and may be submitted again', async (kind, code, step) => {
    const business = await running.business();
    const { tenantId, accountSid } = business;
    await running.decide(accountSid, kind, 'rejected', [code]);
    await running.submit(tenantId, form());
    const rejected = await running.reaches(tenantId, 'rejected');
    expect(rejected.steps.find(({ name }) => name === step)).toMatchObject({
      state: 'failed',
      reasons: [{ code: String(code), sentence: expect.stringMatching(/\.$/) }],
    });
    expect(rejected).toMatchObject({ required: true, taxIdNeeded: false });
    await tells(tenantId, { change: 'rejected', approved: false });
    const again = await running.submit(tenantId, form({ taxId: undefined }));
    expect([again.status, again.body.code]).toEqual([202, undefined]);
    await running.reaches(tenantId, 'approved');
    await eventually(async () => expect(await kindsOf(business)).toEqual(ALL_APPROVED));
    const made = running.proxy.made(accountSid);
    expect(made['/v1/a2p/BrandRegistrations']).toBe(1);
    expect(made['/v1/CustomerProfiles']).toBe(1);
    expect(made['/v1/Services/*/Compliance/Usa2p']).toBe(kind === 'campaign' ? 2 : 1);
    await eventually(() =>
      expect(
        running.told(tenantId).filter(({ change }) => change === 'form_resubmitted'),
      ).toHaveLength(1),
    );
  });

  test.each<[string, object]>([
    ['with its tax number', {}],
    ['without it', { taxId: undefined }],
  ])('is corrected at Twilio, %s', async (_, change) => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'brand', 'rejected', [30801]);
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'rejected');
    const made = await running.endUsers(accountSid);
    await running.duplicateEndUsers(accountSid);
    const businessName = 'Acme Plumbing and Heating LLC';
    const answer = await running.submit(tenantId, form({ businessName, ...change }));
    expect([answer.status, answer.body.code]).toEqual([202, undefined]);
    await running.reaches(tenantId, 'approved');
    const known = await running.endUsers(accountSid);
    const now = known.filter(({ sid }) => made.some((each) => each.sid === sid));
    expect(now.map(({ attributes }) => attributes)).toContainEqual(
      expect.objectContaining({ business_name: businessName }),
    );
  });

  test.each<[string, unknown[]]>([
    ['a code', [30795]],
    ['a field', [{ code: 30_801, fields: ['ein'] }]],
  ])('a tax number, by %s, is asked for again', async (_, errors) => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'brand', 'rejected', errors);
    await running.submit(tenantId, form());
    const asked = await running.reaches(tenantId, 'needs_tax_number');
    expect(asked).toMatchObject({
      required: true,
      taxIdNeeded: true,
      nextStep: expect.stringMatching(/^Enter the form again, with the tax number/),
      reasons: [{ field: 'taxId' }],
    });
    await tells(tenantId, { change: 'rejected', state: 'needs_tax_number', submitted: true });
    const without = await running.submit(tenantId, form({ taxId: undefined }));
    expect([without.status, without.body.errors]).toMatchObject([
      422,
      [{ field: 'taxId', code: 'required' }],
    ]);
    expect(await running.view(tenantId)).toMatchObject({ state: 'needs_tax_number' });
    expect((await running.submit(tenantId, form({ taxId: '98-7654321' }))).status).toBe(202);
    const approved = await running.reaches(tenantId, 'approved');
    expect(approved.reasons).toEqual([]);
    expect(running.proxy.made(accountSid)['/v1/a2p/BrandRegistrations']).toBe(1);
  });

  test('a tax number that is accepted after all is not asked for any more', async () => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'brand', 'rejected', [30795]);
    await running.submit(tenantId, form());
    await running.reaches(tenantId, 'needs_tax_number');
    const [brand] = (await running.registered(accountSid)).filter(({ kind }) => kind === 'brand');
    await running.change(brand!.sid, 'approved');
    await running.reaches(tenantId, 'approved');
  });

  test('what two steps are turned down for is told once', async () => {
    const { tenantId, accountSid } = await running.business();
    for (const kind of ['profile', 'trust_product'])
      await running.decide(accountSid, kind, 'rejected', [18601, 18601]);
    await running.decide(accountSid, 'brand', 'in_review');
    await running.submit(tenantId, form());
    await eventually(async () => {
      const { steps } = await running.view(tenantId);
      expect(steps.filter(({ state }) => state === 'failed')).toHaveLength(2);
    });
    const { reasons } = await running.view(tenantId);
    expect(reasons).toMatchObject([{ code: '18601', field: 'businessName' }]);
  });

  test('a brand that is not who it says is turned down too', async () => {
    const { tenantId, accountSid } = await running.business();
    await running.decide(accountSid, 'brand', 'unverified');
    await running.submit(tenantId, form());
    const { reasons } = await running.reaches(tenantId, 'rejected');
    expect(reasons).toMatchObject([{ code: '30991' }]);
    expect((await running.submit(tenantId, form())).status).toBe(202);
    await running.reaches(tenantId, 'approved');
    expect(running.proxy.made(accountSid)['/v1/a2p/BrandRegistrations']).toBe(1);
  });
});

describe('a number that is bought after the approval', () => {
  /** Those on the campaign. */
  const assigned = async ({ accountSid }: Business): Promise<string[]> =>
    (await running.registered(accountSid))
      .filter(({ kind, status }) => kind === 'number' && status === 'successful')
      .map(({ sid }) => sid);

  test('is assigned as the first was, at once', async () => {
    const business = await approved();
    const { tenantId, accountSid, numberSid } = business;
    await eventually(async () => expect(await assigned(business)).toHaveLength(1));
    const second = await running.buyNumber(tenantId, accountSid);
    await eventually(async () => expect(await assigned(business)).toHaveLength(2));
    expect(second).not.toBe(numberSid);
    expect(await running.view(tenantId)).toMatchObject({ state: 'approved' });
  });

  test('that Twilio doesn’t take takes nothing from the others', async () => {
    const business = await approved();
    const { tenantId, accountSid } = business;
    await eventually(async () => expect(await assigned(business)).toHaveLength(1));
    const before = running.told(tenantId).length;
    const path = /PhoneNumbers$/;
    const refusal = { kind: 'refused', status: 409, code: 21_712 } as const;
    running.proxy.trouble({ accountSid, method: 'POST', path, ...refusal });
    await running.buyNumber(tenantId, accountSid);
    const tried = () =>
      running.proxy
        .of(accountSid)
        .filter((each) => each.method === 'POST' && path.test(each.path) && !each.status);
    await eventually(() => expect(tried()).toHaveLength(1));
    await eventually(async () => {
      const { rows } = await running.service.admin.query<{ rests: boolean }>(
        `SELECT lease_token IS NULL AND due_at > now() AS rests FROM registration WHERE tenant_id = $1`,
        [tenantId],
      );
      expect(rows).toEqual([{ rests: true }]);
    });
    expect(await running.view(tenantId)).toMatchObject({ state: 'approved', reasons: [] });
    expect(running.told(tenantId)).toHaveLength(before);
  });
});

describe('what was approved', () => {
  const refusedText = (providerCode: number): MessageProgressed => ({
    ...(eventMeta(MessageProgressed).example as MessageProgressed),
    messageId: newId(),
    status: 'undelivered',
    errorCode: 'carrier_error',
    providerCode,
    keywordSequence: null,
    inFlight: null,
  });

  test('may be suspended later: a text’s failure leads to a look, and so it is lifted', async () => {
    const { tenantId, accountSid } = await approved();
    const [campaign] = (await running.registered(accountSid)).filter(
      ({ kind }) => kind === 'campaign',
    );
    await running.change(campaign!.sid, 'suspended');
    await running.service.say(MessageProgressed, [{ tenantId, payload: refusedText(30033) }]);
    const view = await running.reaches(tenantId, 'suspended');
    expect(view.reasons).toMatchObject([{ code: 'suspended' }]);
    await tells(tenantId, { change: 'suspended', submitted: true, approved: false });
    const refused = await running.submit(tenantId, form());
    expect([refused.status, refused.body.code]).toEqual([409, 'registration_suspended']);
    await running.change(campaign!.sid, 'approved');
    await running.reaches(tenantId, 'approved');
  });

  test('stays so after a failure of another kind, and after one that was not the campaign’s', async () => {
    const { tenantId, accountSid } = await approved();
    const before = running.proxy.of(accountSid).length;
    const said = await running.service.say(
      MessageProgressed,
      [30003, 30033].map((code) => ({ tenantId, payload: refusedText(code) })),
    );
    await running.service.handled(said);
    await eventually(() => expect(running.proxy.of(accountSid).length).toBeGreaterThan(before));
    await eventually(async () => {
      const { rows } = await running.service.admin.query<{ due: boolean }>(
        `SELECT due_at > now() AS due FROM registration WHERE tenant_id = $1`,
        [tenantId],
      );
      expect(rows).toEqual([{ due: true }]);
    });
    expect(await running.view(tenantId)).toMatchObject({ state: 'approved' });
  });
});
