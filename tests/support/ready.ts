import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Json, type Place } from './ask.js';
import { usForm } from './registration-form.js';

const PASSWORD = 'correct horse battery';
const WITHIN_MS = 30_000;
const PAUSE_MS = 20;

/** Nobody has agreed to texts to it: a text is refused for that once nothing else is in its way. */
const STRANGER = '+17732009999';

const versions = new Map<string, Promise<string>>();

/** Somebody who has signed in says that they have read the rules of texting. */
export async function acknowledgeRules(place: Place, session: string): Promise<void> {
  const version = await versionAt(place, session);
  const { status, body } = await ask(place, session, 'POST', '/v1/rules/acknowledgement', {
    body: { version },
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/**
 * What stands before a business's first text: an owner has read the rules, the registration is approved. Its
 * texts may go at any hour, since stories are told at any, and don't introduce it.
 * @param apiKey one that may send texts
 */
export async function getReady(place: Place, tenantId: string, apiKey: string): Promise<void> {
  const headers = { 'x-tenant-id': tenantId };
  const operator = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await ask(place, place.operatorKey, method, path, { body, headers });
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  };
  await Promise.all([
    ownerHasReadTheRules(place, tenantId),
    operator('PUT', '/v1/quiet-hours', { from: '00:00', to: '24:00' }),
    operator('PUT', '/v1/texting-settings', { introduceFirstText: false }),
    operator('POST', '/v1/registration', usForm()),
  ]);
  await mayText(place, tenantId, apiKey);
}

/** A business's owner, who has signed in and read the rules of texting. */
export async function ownerHasReadTheRules(place: Place, tenantId: string): Promise<void> {
  const email = `owner-${randomUUID()}@story.test`;
  const user = { email, name: 'Olivia Story', role: 'owner', password: PASSWORD };
  const headers = { 'x-tenant-id': tenantId };
  await ask(place, place.operatorKey, 'POST', '/v1/users', { body: user, headers });
  const login = { body: { email, password: PASSWORD } };
  const { body } = await ask(place, null, 'POST', '/v1/auth/login', login);
  await acknowledgeRules(place, body.accessToken);
}

/** Messaging has heard of the approval: a text to a stranger is refused because of the stranger. */
async function mayText(place: Place, tenantId: string, apiKey: string): Promise<void> {
  const deadlineMs = Date.now() + WITHIN_MS;
  const text = { body: { to: STRANGER, body: 'Are you there?' } };
  for (;;) {
    const { body } = await ask(place, apiKey, 'POST', '/v1/messages', text);
    if (body.code === 'recipient_not_opted_in') return;
    if (Date.now() > deadlineMs)
      throw new Error(JSON.stringify([body, await stateOf(place, tenantId)]));
    await sleep(PAUSE_MS);
  }
}

async function stateOf(place: Place, tenantId: string): Promise<Json> {
  const headers = { 'x-tenant-id': tenantId };
  return (await ask(place, place.operatorKey, 'GET', '/v1/registration', { headers })).body;
}

/** The same for everybody of a product. */
function versionAt(place: Place, session: string): Promise<string> {
  const known = versions.get(place.url);
  if (known) return known;
  const version = ask(place, session, 'GET', '/v1/rules').then(({ body }) => body.version);
  versions.set(place.url, version);
  return version;
}
