import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { problem } from './fake-services.js';
import { type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let owner: string;
beforeAll(async () => {
  gateway = await startGateway();
  owner = await gateway.as((await gateway.newActiveTenant()).id, 'owner');
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(() => {
  gateway.services.forget();
  gateway.services.on('PUT', /^\/messaging\/messages\//, { status: 202, body: { id: newId() } });
  gateway.services.on('GET', /./, problem(404, 'not_found'));
  gateway.services.on('GET', /^\/scheduler\/jobs\/(ext%3AJ-1|[\da-f-]{36})$/, { body: job });
  gateway.services.on('GET', /^\/messaging\/contacts\/ext%3AC-1$/, { body: { id: newId() } });
});

const job = {
  id: newId(),
  externalId: 'J-1',
  jobType: 'drain-cleaning',
  timeZone: 'America/Denver',
};
const send = (context: unknown) =>
  gateway.call('POST', '/v1/messages', { as: owner, body: { to: '+1', body: 'Hi', context } });
const handedOn = () =>
  gateway.services.askedFor('PUT', /messages/).map(({ body }) => JSON.parse(body) as object);

test.each([['ext:J-1'], [job.id]])(
  'a text about job %s names it, its type and its zone',
  async (jobId) => {
    expect((await send({ jobId })).status).toBe(202);
    const about = { id: job.id, type: 'drain-cleaning', timeZone: 'America/Denver' };
    const text = { to: '+1', body: 'Hi', job: about };
    expect(handedOn()).toEqual([text]);
  },
);

test.each<[{ contactId?: string } | undefined]>([[undefined], [{}], [{ contactId: 'ext:C-1' }]])(
  'a text about no job names none: %j',
  async (context) => {
    expect((await send(context)).status).toBe(202);
    const [text] = handedOn();
    expect(text).toMatchObject({ to: '+1', body: 'Hi' });
    expect(text).not.toHaveProperty('job');
    expect('aboutContactId' in text!).toBe(context?.contactId !== undefined);
  },
);

test.each([
  [{ jobId: 'ext:J-2' }, 404, 'not_found'],
  [{ jobId: 'J-1' }, 404, 'not_found'],
  [{ jobId: 'ext:' }, 404, 'not_found'],
  [{ jobId: 'ext:J-1', contactId: 'ext:C-2' }, 404, 'not_found'],
  [{ jobId: 'ext:J-1', contactId: 'nonsense' }, 404, 'not_found'],
  [{ jobId: 7 }, 400, 'invalid_request'],
  [{ jobId: null }, 400, 'invalid_request'],
  [{ jobId: `ext:${'x'.repeat(250)}` }, 400, 'invalid_request'],
  [{ jobType: 'drain' }, 400, 'invalid_request'],
  ['ext:J-1', 400, 'invalid_request'],
  [[], 400, 'invalid_request'],
  [null, 400, 'invalid_request'],
])('a text about %j is refused: %d %s', async (context, status, code) => {
  const answer = await send(context);
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(handedOn()).toEqual([]);
  // What can't be a name is looked up nowhere.
  expect(gateway.services.askedFor('GET', /\/(J-1|ext%3A|nonsense)$/)).toEqual([]);
});

test.each([
  [{ job: { id: newId(), type: 'x' } }],
  [{ automatic: true }],
  [{ textClass: 'conversational' }],
  [{ class: 'spam' }],
  [{ confirmQuietHours: 'yes' }],
])('what the gateway looks up or decides can’t be said from outside: %j', async (more) => {
  const body = { to: '+1', body: 'Hi', ...more };
  const answer = await gateway.call('POST', '/v1/messages', { as: owner, body });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
});

test('what kind of text it is, and that the hour is meant, is handed on', async () => {
  const text = { to: '+1', body: 'Hi', confirmQuietHours: true };
  const body = { ...text, class: 'promotional' };
  await gateway.call('POST', '/v1/messages', { as: owner, body });
  expect(handedOn()).toEqual([{ ...text, textClass: 'promotional' }]);
});
