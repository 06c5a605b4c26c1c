import { beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { accepted, becomes, refusedSoon } from './support/sending.js';

const DANA = { kind: 'customer', name: 'Dana Whitfield' };

onEveryTransport('opt-in belongs to the contact', (place) => {
  let business: Business;
  let phone: string;
  let second: string;

  beforeEach(async () => {
    business = await Business.open(place, 20);
    phone = newPhone();
    second = newPhone();
  });

  const send = (contactId = 'ext:dana') =>
    business.post('/v1/messages', { contactId, body: 'On our way' });
  const consent = async (contactId = 'ext:dana') =>
    (await business.get(`/v1/contacts/${contactId}/consent`)).body;

  test('it may be recorded before there is a number', async () => {
    await business.put('/v1/contacts/ext:dana', DANA);
    expect((await business.optIn('ext:dana')).body).toMatchObject({ state: 'opted_in' });
    expectProblem(await send(), 422, 'recipient_no_number');
    await business.put('/v1/contacts/ext:dana', { smsNumber: phone });
    const { id } = await accepted(business, { contactId: 'ext:dana', body: 'Hello' });
    await becomes(business, id, { status: 'delivered', to: phone });

    await business.put('/v1/contacts/ext:dana', { smsNumber: second });
    expectProblem(await send(), 422, 'recipient_not_opted_in');
  });

  test('the first number after it is the one that counts, and another one says so', async () => {
    await business.put('/v1/contacts/ext:dana', DANA);
    await business.optIn('ext:dana');
    await business.put('/v1/contacts/ext:dana', { smsNumber: phone });
    expect(await consent()).toMatchObject({ state: 'opted_in', numberChanged: false });
    await business.put('/v1/contacts/ext:dana', { smsNumber: second });
    await eventually(async () => {
      expect(await consent()).toMatchObject({ state: 'opted_in', numberChanged: true });
    });
  });

  test('a changed number is to be confirmed, the old one again is not', async () => {
    await business.customer(phone, 'dana');
    expect((await send()).status).toBe(202);
    await business.put('/v1/contacts/ext:dana', { smsNumber: second });
    expectProblem(await send(), 422, 'recipient_not_opted_in');
    expect(await consent()).toMatchObject({ state: 'opted_in', numberChanged: true });
    await business.put('/v1/contacts/ext:dana', { smsNumber: phone });
    expect((await send()).status).toBe(202);
    expect(await consent()).toMatchObject({ numberChanged: false });

    await business.put('/v1/contacts/ext:dana', { smsNumber: second });
    await business.optIn('ext:dana');
    const { body } = await send();
    expect(body).toMatchObject({ to: second });
    expect(await consent()).toMatchObject({ numberChanged: false });
    await business.put('/v1/contacts/ext:dana', { smsNumber: null });
    expectProblem(await send(), 422, 'recipient_no_number');
  });

  test('a spelling of the same number is no other number', async () => {
    await business.customer(phone, 'dana');
    const national = phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');
    const { body } = await business.put('/v1/contacts/ext:dana', { smsNumber: national });
    expect(body).toMatchObject({ outcome: 'unchanged', smsNumber: phone });
    expect((await send()).body).toMatchObject({ to: phone });
  });

  test('a STOP covers every contact that shares the number', async () => {
    await business.customer(phone, 'dana');
    await business.customer(phone, 'sam', 'Sam Whitfield');
    await business.textedFrom(phone, 'Stop!');
    for (const contactId of ['ext:dana', 'ext:sam']) {
      await refusedSoon(business, { contactId, body: 'Hi' }, 'recipient_opted_out');
      await eventually(async () =>
        expect(await consent(contactId)).toMatchObject({
          state: 'opted_out',
          stoppedByRecipient: true,
        }),
      );
      const refused = await business.optIn(contactId);
      expectProblem(refused, 409, 'opted_out_by_recipient');
      expect(refused.body).toMatchObject({ word: 'STOP', since: expect.any(String) });
    }
    expectProblem(
      await business.post('/v1/consents', {
        smsNumber: phone,
        action: 'opt_in',
        basis: 'express',
        source: 'verbal',
        proof: 'On the telephone',
      }),
      409,
      'opted_out_by_recipient',
    );
    // A newcomer with that number is covered too.
    await business.put('/v1/contacts/ext:kim', { ...DANA, smsNumber: phone });
    expectProblem(await business.optIn('ext:kim'), 409, 'opted_out_by_recipient');
    expectProblem(await send('ext:kim'), 422, 'recipient_opted_out');

    await business.textedFrom(phone, 'START');
    await eventually(async () => expect((await send('ext:sam')).status).toBe(202));
  });

  test('an opt-out by staff ends it, and staff may opt in again', async () => {
    await business.customer(phone, 'dana');
    const out = await business.post('/v1/consents', {
      contactId: 'ext:dana',
      action: 'opt_out',
      source: 'verbal',
      proof: 'Asked at the door',
    });
    expect(out.body).toMatchObject({ state: 'opted_out', stoppedByRecipient: false });
    expectProblem(await send(), 422, 'recipient_opted_out');
    expect(await business.balance()).toMatchObject({ available: 20, held: 0 });
    await business.optIn('ext:dana');
    expect((await send()).status).toBe(202);
  });

  test('the history keeps every change with its proof, and a number finds it', async () => {
    await business.customer(phone, 'dana');
    await business.post('/v1/consents', {
      contactId: 'ext:dana',
      action: 'opt_out',
      source: 'verbal',
      proof: 'Asked at the door',
    });
    const proof = {
      action: 'opt_in',
      basis: 'implied',
      impliedReason: 'purchase',
      source: 'written',
      proof: 'Contract 4711',
      obtainedAt: new Date().toISOString(),
    };
    const outdated = { ...proof, contactId: 'ext:dana', obtainedAt: '2026-01-05T10:00:00.000Z' };
    expectProblem(await business.post('/v1/consents', outdated), 409, 'consent_outdated');
    await business.post('/v1/consents', { contactId: 'ext:dana', ...proof });
    await business.textedFrom(phone, 'STOP');
    await eventually(async () => {
      const { history } = await consent();
      expect(history).toMatchObject([
        { action: 'opt_out', origin: 'keyword', source: 'STOP' },
        { ...proof, origin: 'staff', recordedBy: expect.stringMatching(/^api_key:/) },
        { action: 'opt_out', origin: 'staff', source: 'verbal', proof: 'Asked at the door' },
        {
          action: 'opt_in',
          origin: 'staff',
          basis: 'express',
          source: 'web_form',
          proof: 'https://story.test/book',
          wording: 'Text me',
        },
      ]);
    });
    const spelled = phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '$1.$2.$3');
    for (const smsNumber of [phone, spelled]) {
      const found = await business.post('/v1/consents/search', { smsNumber });
      expect([found.status, found.body]).toEqual([
        200,
        expect.objectContaining({ state: 'opted_out', stoppedByRecipient: true }),
      ]);
    }
    const nobody = await business.post('/v1/consents/search', { smsNumber: newPhone() });
    expect(nobody.body).toMatchObject({ state: 'none', stoppedByRecipient: false, history: [] });
  });

  test('an opt-in without proof or basis is none', async () => {
    await business.put('/v1/contacts/ext:dana', { ...DANA, smsNumber: phone });
    const opt = { contactId: 'ext:dana', action: 'opt_in', source: 'verbal' };
    for (const incomplete of [opt, { ...opt, basis: 'express' }, { ...opt, proof: 'Said so' }])
      expectProblem(await business.post('/v1/consents', incomplete), 400, 'invalid_request');
    expectProblem(await send(), 422, 'recipient_not_opted_in');
    expect(await consent()).toMatchObject({ state: 'none', history: [] });
  });
});
