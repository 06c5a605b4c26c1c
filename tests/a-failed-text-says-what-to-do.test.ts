import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, type Json, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { Person } from './support/people.js';
import { Product, type TransportName, TRANSPORTS } from './support/product.js';
import { accepted, becomes, threadWith } from './support/sending.js';
import { expectNothingWrong } from './support/verified.js';

const [unreachable, landline, fine] = [newPhone(), newPhone(), newPhone()];
const FAULTS = { numbers: { [unreachable]: 30_003, [landline]: 21_614 } };

/** Faults hold for a whole simulator, so this story has a product of its own. */
for (const transport of TRANSPORTS) {
  const isHere = transport === 'embedded' || process.env['STORY_KAFKA'] !== undefined;
  const on = isHere ? describe : describe.skip;
  on(`a failed text says what to do (${transport})`, () => tell(transport));
}

function tell(transport: TransportName): void {
  let product: Product;
  let business: Business;
  let owner: Person;
  let agent: Person;

  beforeAll(async () => {
    product = await Product.start({ transport });
    business = await Business.open(product, 3, 'Failing Plumbing');
    owner = await Person.signedIn(business, 'Olga', 'owner');
    agent = await Person.signedIn(business, 'Ari');
    for (const [index, phone] of [unreachable, landline, fine].entries())
      await business.customer(phone, `C-${index}`);
    await setFaults(product, FAULTS);
  }, 240_000);
  afterAll(() => product.remove());

  async function failsFor(phone: string, expected: object): Promise<Json> {
    const answer = await agent.post('/v1/messages', { to: phone, body: 'We are on our way' });
    expect(answer.status).toBe(202);
    const message = await becomes(business, answer.body.id, expected);
    await threadWith(business, phone, { attention: ['failed_text'] });
    return message;
  }

  const dismiss = (id: string): Promise<Json> =>
    agent.post(`/v1/conversations/${id}/attention/dismiss`, { reason: 'failed_text' });

  test('a phone that is off: send it again, later', async () => {
    const { error } = await failsFor(unreachable, {
      status: 'undelivered',
      error: { code: 'carrier_error', providerCode: 30_003 },
    });
    expect(error).toMatchObject({ fix: 'resend', retry: 'once' });
    const { items } = (await agent.get('/v1/delivery-codes')).body;
    expect(items).toContainEqual({ ...error });
  });

  test('a landline: correct the number; it stays in Needs attention until dealt with', async () => {
    const { id, error } = await failsFor(landline, {
      status: 'rejected',
      error: { code: 'provider_rejected', providerCode: 21_614 },
    });
    expect(error).toMatchObject({ fix: 'correct_number', retry: 'no' });
    const threads = (await agent.get('/v1/conversations?view=attention')).body.items;
    expect(threads.map(({ number }: Json) => number).toSorted()).toEqual(
      [unreachable, landline].toSorted(),
    );
    const thread = threads.find(({ number }: Json) => number === landline);
    expect((await dismiss(thread.id)).body.attention).toEqual([]);
    const left = (await agent.get('/v1/conversations?view=attention')).body.items;
    expect(left.map(({ number }: Json) => number)).toEqual([unreachable]);
    expect((await agent.get('/v1/messages?error=21614')).body.items).toMatchObject([{ id }]);
    expect((await agent.get(`/v1/messages?user=${agent.id}`)).body.items).toHaveLength(2);
  });

  test('a later text that arrives deals with it, too', async () => {
    await setFaults(product, {});
    await accepted(business, { to: unreachable, body: 'Are you there?' });
    await threadWith(business, unreachable, { attention: [] });
    await setFaults(product, FAULTS);
  });

  test('too few segments: purchase', async () => {
    const long = 'x'.repeat(500);
    const { body } = await agent.post('/v1/messages', { to: fine, body: long });
    const { error } = await becomes(business, body.id, { status: 'failed' });
    expect(error).toMatchObject({ code: 'insufficient_balance', fix: 'purchase' });
    await threadWith(business, fine, { attention: ['failed_text'] });
  });

  test('the audit has each send once, and who dismissed what', async () => {
    await eventually(async () => {
      const { items } = (await owner.get(`/v1/audit?actor=${agent.id}`)).body;
      const actions = items.map(({ action }: Json) => action);
      expect(actions.toSorted()).toEqual([
        'conversation.unflagged',
        'message.sent',
        'message.sent',
        'message.sent',
        'rules.acknowledged',
      ]);
      expect(items[0].actorName).toBe('Ari');
    });
    const { items } = (await owner.get('/v1/audit?action=balance')).body;
    expect(items).toMatchObject([{ byOperator: true, detail: { segments: 3 } }]);
    await expectNothingWrong(product);
  });
}
