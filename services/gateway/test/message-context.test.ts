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

const job = { id: newId(), externalId: 'J-1', jobType: 'drain-cleaning' };
const send = (context: unknown) =>
  gateway.call('POST', '/v1/messages', { as: owner, body: { to: '+1', body: 'Hi', context } });
const handedOn = () =>
  gateway.services.askedFor('PUT', /messages/).map(({ body }) => JSON.parse(body) as object);

test.each([['ext:J-1'], [job.id]])('a text about job %s names it and its type', async (jobId) => {
  expect((await send({ jobId })).status).toBe(202);
  const text = { to: '+1', body: 'Hi', job: { id: job.id, type: 'drain-cleaning' } };
  expect(handedOn()).toEqual([text]);
});

test.each([[undefined], [{}], [{ contactId: 'ext:C-1' }]])(
  'a text about no job names none: %j',
  async (context) => {
    expect((await send(context)).status).toBe(202);
    expect(handedOn()).toEqual([{ to: '+1', body: 'Hi' }]);
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

test('what the gateway looks up can’t be said from outside', async () => {
  const body = { to: '+1', body: 'Hi', job: { id: newId(), type: 'x' } };
  const answer = await gateway.call('POST', '/v1/messages', { as: owner, body });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
});
