import { beforeAll, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { type Answer, ask, Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { expectProblem } from './support/problem.js';
import { becomes } from './support/sending.js';

const OBTAINED = '2026-02-01';

onEveryTransport('an import of consents', (place) => {
  let business: Business;
  beforeAll(async () => {
    business = await Business.open(place, 50);
  });

  const post = (lines: readonly object[], of = business): Promise<Answer> =>
    ask(place, of.apiKey, 'POST', '/v1/consents/import', {
      body: lines.map((line) => JSON.stringify(line)).join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
  async function imported(lines: readonly object[], of = business): Promise<Json[]> {
    const { status, body } = await post(lines, of);
    expect(status).toBe(200);
    return body.items;
  }
  const outcomes = (items: readonly Json[]): string[] =>
    items.map(({ outcome, error }) => error?.code ?? outcome);
  const optIn = (change: object) => ({
    action: 'opt_in',
    basis: 'express',
    proof: 'Booking form of the website',
    wording: 'I agree to texts about my appointments',
    obtainedAt: OBTAINED,
    ...change,
  });
  const contact = (externalId: string, smsNumber: string | null = null) =>
    business.put(`/v1/contacts/ext:${externalId}`, { kind: 'customer', name: 'Sam', smsNumber });
  const consentOf = async (externalId: string): Promise<Json> =>
    (await business.get(`/v1/contacts/ext:${externalId}/consent`)).body;

  test('lets them be texted, with the proof of each; the same list again changes nothing', async () => {
    const [phone, bare] = [newPhone(), newPhone()];
    const { body: sam } = await contact('sam', phone);
    const lines = [
      optIn({ externalId: 'c-1', contactId: 'ext:sam', written: true }),
      optIn({ externalId: 'c-2', smsNumber: bare.replace(/^\+1(\d{3})/, '($1) ') }),
    ];
    const items = await imported(lines);
    expect(items).toMatchObject([
      { line: 1, externalId: 'c-1', outcome: 'created' },
      { line: 2, externalId: 'c-2', outcome: 'created' },
    ]);
    expect(outcomes(await imported(lines))).toEqual(['unchanged', 'unchanged']);
    const byId = [{ ...lines[0], contactId: sam.id }];
    expect(outcomes(await imported(byId))).toEqual(['unchanged']);
    const consent = await consentOf('sam');
    expect(consent).toMatchObject({
      state: 'opted_in',
      history: [
        {
          id: items[0].id,
          source: 'import',
          basis: 'express',
          proof: 'Booking form of the website',
          wording: 'I agree to texts about my appointments',
          written: true,
          obtainedAt: '2026-02-01T00:00:00.000Z',
          recordedBy: expect.stringMatching(/^api_key:/),
        },
      ],
    });
    expect(consent.history).toHaveLength(1);
    for (const to of [phone, bare]) {
      // What compliance recorded takes a moment to be known.
      const { body: message } = await eventually(async () => {
        const answer = await business.post('/v1/messages', { to, body: 'See you at 3' });
        expect(answer.status).toBe(202);
        return answer;
      });
      await becomes(business, message.id, { status: 'delivered' });
    }
  });

  test('answers each line, and one that is wrong stops no other', async () => {
    const phone = newPhone();
    await contact('stopped', phone);
    await contact('unwilling');
    await contact('fine');
    await business.textedFrom(phone, 'STOP');
    await eventually(async () =>
      expect(await consentOf('stopped')).toMatchObject({ stoppedByRecipient: true }),
    );
    await business.post('/v1/consents', {
      contactId: 'ext:unwilling',
      action: 'opt_out',
      source: 'written',
    });
    const { obtainedAt: _, ...undated } = optIn({ externalId: 'c-16', contactId: 'ext:fine' });
    const lines = [
      optIn({ externalId: 'c-10', contactId: 'ext:fine' }),
      optIn({ externalId: 'c-11', contactId: 'ext:stopped' }),
      optIn({ externalId: 'c-12', contactId: 'ext:unwilling' }),
      optIn({ externalId: 'c-13', contactId: 'ext:nobody' }),
      optIn({ externalId: 'c-14', smsNumber: '911' }),
      optIn({ externalId: 'c-15' }),
      undated,
      optIn({ externalId: 'c-17', contactId: 'ext:fine', smsNumber: phone }),
      optIn({ externalId: 'c-18', contactId: 'ext:fine', proof: undefined }),
      optIn({ externalId: 'c-10', contactId: 'ext:fine' }),
      optIn({ externalId: 'c-19', contactId: 'ext:fine', source: 'verbal' }),
      { action: 'opt_out', externalId: 'c-20', contactId: 'ext:fine' },
    ];
    expect(outcomes(await imported(lines))).toEqual([
      'created',
      'opted_out_by_recipient',
      'consent_outdated',
      'not_found',
      'invalid_number',
      'invalid_request',
      'invalid_request',
      'invalid_request',
      'invalid_request',
      'duplicate_external_id',
      'invalid_request',
      'created',
    ]);
    expect((await consentOf('fine')).state).toBe('opted_out');
    expect((await consentOf('stopped')).stoppedByRecipient).toBe(true);
  });

  test('an old list confirms no new number, and undoes no opt-out', async () => {
    const [first, second] = [newPhone(), newPhone()];
    await contact('kim', first);
    const line = optIn({ externalId: 'c-30', contactId: 'ext:kim' });
    await imported([line]);
    await contact('kim', second);
    expect(outcomes(await imported([line]))).toEqual(['unchanged']);
    expect(await consentOf('kim')).toMatchObject({ numberChanged: true });
    await business.post('/v1/consents', {
      contactId: 'ext:kim',
      action: 'opt_out',
      source: 'verbal',
    });
    expect(outcomes(await imported([line]))).toEqual(['unchanged']);
    const corrected = { ...line, proof: 'Booking form, page 2' };
    expect(outcomes(await imported([corrected]))).toEqual(['consent_outdated']);
    expect((await consentOf('kim')).state).toBe('opted_out');
  });

  test('a thousand lines of one business are nothing to another', async () => {
    const other = await Business.open(place, 10);
    const lines = Array.from({ length: 1_000 }, (_, index) =>
      optIn({ externalId: `n-${index}`, smsNumber: newPhone() }),
    );
    const items = await imported(lines);
    expect(items.filter(({ outcome }) => outcome === 'created')).toHaveLength(1_000);
    expect(items.map(({ line }) => line)).toEqual(lines.map((_, index) => index + 1));
    const { smsNumber } = lines[0] as unknown as { smsNumber: string };
    const found = await other.post('/v1/consents/search', { smsNumber });
    expect(found.body).toMatchObject({ state: 'none', history: [] });
    expect(
      outcomes(await imported([optIn({ externalId: 'x', contactId: 'ext:sam' })], other)),
    ).toEqual(['not_found']);
  });

  test('asks for lines, and for who may record consent', async () => {
    const asJson = await business.post('/v1/consents/import', { lines: [] });
    expectProblem(asJson, 415, 'unsupported_media_type');
    const tooMany = await post(Array.from({ length: 10_001 }, () => ({})));
    expectProblem(tooMany, 400, 'too_many_lines');
  });
});
