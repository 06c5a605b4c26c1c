/** Nobody texts a customer before they have read the rules. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId, type RulesView, type TextingSettingsView } from '@fieldline/contracts';
import { OPERATOR_KEY, PASSWORD, type Running, startGateway } from './running-gateway.js';

let gateway: Running;
let id: string;
beforeAll(async () => {
  gateway = await startGateway();
}, 60_000);
afterAll(() => gateway.stop());
beforeEach(async () => {
  gateway.services.forget();
  ({ id } = await gateway.newActiveTenant());
  await gateway.admin.query(`DELETE FROM acknowledgement WHERE tenant_id = $1`, [id]);
  gateway.services.on('PUT', /^\/messaging\/messages\//, { body: { id: newId() } });
});

const rules = (as: string) => gateway.call<RulesView>('GET', '/v1/rules', { as });
const acknowledge = (as: string, version: string, headers?: Record<string, string>) =>
  gateway.call('POST', '/v1/rules/acknowledgement', { as, body: { version }, headers });
const send = (as: string, headers?: Record<string, string>) =>
  gateway.call('POST', '/v1/messages', { as, body: { to: '+13125550188', body: 'Hi' }, headers });
async function unread(role: string): Promise<string> {
  const { email } = await gateway.newUser(id, role);
  return (await gateway.login(email)).body.accessToken;
}

describe('somebody who has not read the rules', () => {
  test('is refused, reads them, and may text', async () => {
    const agent = await unread('agent');
    const refused = await send(agent);
    expect([refused.status, refused.body.code]).toEqual([403, 'rules_not_acknowledged']);
    expect(gateway.services.askedFor('PUT', /messages/)).toEqual([]);
    const { body } = await rules(agent);
    expect(body.acknowledgedAt).toBeNull();
    expect(refused.body).toMatchObject({ version: body.version });
    expect(body.sections.length).toBeGreaterThan(2);
    for (const { title, text, sources } of body.sections) {
      expect([title, text].every((words) => words.length > 0)).toBe(true);
      for (const { url } of sources) expect(url).toMatch(/^https:\/\//);
    }
    expect((await acknowledge(agent, body.version)).status).toBe(200);
    expect((await acknowledge(agent, body.version)).status).toBe(200);
    expect((await send(agent)).status).toBe(202);
    expect((await rules(agent)).body.acknowledgedAt).toEqual(expect.any(String));
    const { rows } = await gateway.admin.query(
      `SELECT detail FROM audit WHERE tenant_id = $1 AND action = 'rules.acknowledged'`,
      [id],
    );
    expect(rows).toEqual([{ detail: { version: body.version } }]);
    const colleague = await unread('agent');
    expect((await send(colleague)).body.code).toBe('rules_not_acknowledged');
  });

  test('can not say so of rules of another day', async () => {
    const agent = await unread('agent');
    const { status, body } = await acknowledge(agent, '2000-01-01');
    expect([status, body.code]).toEqual([409, 'stale_version']);
    expect((await send(agent)).status).toBe(403);
  });

  test('may look, all the same', async () => {
    gateway.services.on('GET', /^\/messaging\/messages$/, { body: { items: [] } });
    const agent = await unread('agent');
    expect((await gateway.call('GET', '/v1/messages', { as: agent })).status).toBe(200);
  });
});

test('keys and operators rest on an owner’s reading, for as long as the owner is one', async () => {
  const { secret } = await gateway.newKey(id, ['messages:write']);
  const headers = { 'x-tenant-id': id };
  const { version } = (await rules(secret)).body;
  const agent = await unread('agent');
  await acknowledge(agent, version);
  for (const refused of [await send(secret), await send(OPERATOR_KEY, headers)])
    expect([refused.status, refused.body.code]).toEqual([403, 'rules_not_acknowledged']);
  for (const [as, given] of [[secret], [OPERATOR_KEY, headers]] as const)
    expect((await acknowledge(as, version, given)).body.code).toBe('forbidden');
  const owner = await gateway.newUser(id, 'owner');
  const session = (await gateway.login(owner.email, PASSWORD)).body.accessToken;
  await acknowledge(session, version);
  expect((await send(secret)).status).toBe(202);
  expect((await send(OPERATOR_KEY, headers)).status).toBe(202);
});

test('whether first texts introduce the business is its own to say', async () => {
  const owner = await gateway.as(id, 'owner');
  const settings = (method: string, as: string, body?: object) =>
    gateway.call<TextingSettingsView>(method, '/v1/texting-settings', {
      as,
      ...(body && { body }),
    });
  expect((await settings('GET', owner)).body).toEqual({ introduceFirstText: true });
  const set = await settings('PUT', owner, { introduceFirstText: false });
  expect([set.status, set.body]).toEqual([200, { introduceFirstText: false }]);
  const agent = await gateway.as(id, 'agent');
  expect((await settings('GET', agent)).body).toEqual({ introduceFirstText: false });
  expect((await settings('PUT', agent, { introduceFirstText: true })).status).toBe(403);
});
