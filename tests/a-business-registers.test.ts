import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { ownerHasReadTheRules } from './support/ready.js';
import { Registering } from './support/registering.js';
import { soleProprietorForm, usForm } from './support/registration-form.js';

const ANY_HOUR = { from: '00:00', to: '24:00' };

onEveryTransport('a business registers', (place) => {
  let business: Business;
  let registering: Registering;
  let contactId: string;
  const phone = newPhone();

  beforeAll(async () => {
    business = await Business.open(place, 100, 'Register Plumbing', { ready: false });
    registering = new Registering(place, business);
    await ownerHasReadTheRules(place, business.tenantId);
    await registering.operator('PUT', '/v1/quiet-hours', ANY_HOUR);
    contactId = await business.customer(phone);
  }, 120_000);

  /** The code with which a text is refused; undefined when it is taken. */
  const refusal = async (): Promise<string | undefined> => {
    const { body } = await business.post('/v1/messages', { contactId, body: 'Shall we come?' });
    return body.code;
  };
  const notRefused = (code: string): Promise<void> =>
    eventually(async () => expect(await refusal()).not.toBe(code), { timeoutMs: 30_000 });

  test('until its form is submitted no text leaves', async () => {
    expect(await refusal()).toBe('registration_incomplete');
    expect(await registering.view()).toMatchObject({ required: true, state: 'not_started' });
    expect(await business.textsAt(phone)).toEqual([]);
  });

  test('turned down, it reads why, and may submit it again', async () => {
    await registering.decide('brand', 'rejected', [30795]);
    expect((await registering.submit(usForm())).status).toBe(202);
    const { reasons, required, nextStep } = await registering.reaches('needs_tax_number');
    expect(reasons).toMatchObject([{ code: '30795', field: 'taxId' }]);
    expect(reasons[0].sentence).toMatch(/tax/);
    expect([required, nextStep]).toEqual([true, expect.stringMatching(/again/)]);
    await notRefused('registration_incomplete');
    expect(await refusal()).toBe('registration_not_approved');
  });

  test('looked at, its texts to the United States still wait', async () => {
    await registering.decide('campaign', 'in_review');
    const again = await registering.submit(usForm({ taxId: '98-7654321' }));
    expect([again.status, again.body.code]).toEqual([202, undefined]);
    await registering.reaches('in_review');
    expect(await refusal()).toBe('registration_not_approved');
    const twice = await registering.submit(usForm());
    expect([twice.status, twice.body.code]).toEqual([409, 'registration_in_progress']);
  });

  test('approved, its texts leave, and Twilio has one of each', async () => {
    await registering.outcome('campaign', 'approved');
    expect(await registering.reaches('approved')).toMatchObject({ required: false, reasons: [] });
    await notRefused('registration_not_approved');
    await eventually(
      async () => expect((await business.textsAt(phone)).length).toBeGreaterThan(0),
      { timeoutMs: 30_000 },
    );
    const kinds = (await registering.registered()).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['brand', 'campaign', 'number', 'profile', 'trust_product']);
  });

  test('a sole proprietor answers a text from the phone', async () => {
    const alone = await Business.open(place, 0, 'Dana alone', { ready: false });
    const dana = new Registering(place, alone, 'sole_proprietor');
    const mobilePhone = newPhone();
    expect((await dana.submit(soleProprietorForm({ mobilePhone }))).status).toBe(202);
    await dana.reaches('needs_otp');
    expect((await dana.operator('POST', '/v1/registration/otp', { resend: true })).status).toBe(
      202,
    );
    const [text] = await eventually(async () => {
      const { body } = await dana.simulator(
        'GET',
        `/phones/${encodeURIComponent(mobilePhone)}/messages`,
      );
      expect(body.messages.length).toBeGreaterThan(0);
      return body.messages;
    });
    await dana.simulator('POST', `/phones/${encodeURIComponent(mobilePhone)}/messages`, {
      to: text.from,
      body: 'YES',
    });
    await dana.reaches('approved');
  });
});
