import { expect, test } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { MODULE_METADATA } from '@nestjs/common/constants.js';
import { routesOf } from '../access/route-check.js';
import { GatewayModule } from '../app.module.js';

/** What a user can do that takes something away; whatever is added here says so. */
const TAKEN_AWAY = [
  'DELETE v1/api-keys/:id',
  // Before it goes to Twilio. It stays in its thread, as canceled.
  'DELETE v1/messages/:id',
  'DELETE v1/shortcuts/:name',
  'DELETE v1/job-types/:name/template',
  'DELETE v1/smtp',
  // Nobody looks at it any more.
  'DELETE v1/conversations/:id/viewing',
];

/** Of a thread itself: none hides it, since every thread is in the list without a view. */
const OF_A_THREAD = [
  'attention/dismiss',
  'claim',
  'name',
  'notes',
  'read',
  'release',
  'reopen',
  'resolve',
  'takeover',
  'transfer',
  'viewing',
];

test('no route deletes or hides a thread', () => {
  const controllers = Reflect.getMetadata(MODULE_METADATA.CONTROLLERS, GatewayModule) as Type[];
  const requests = routesOf(controllers).map(({ request }) => request);
  expect(requests.length).toBeGreaterThan(60);
  const deleting = requests.filter((request) => request.startsWith('DELETE'));
  expect(TAKEN_AWAY).toEqual(expect.arrayContaining(deleting));
  const acts = requests.flatMap(
    (request) => /^(?!GET)\w+ v1\/conversations\/:id\/(.+)$/.exec(request)?.[1] ?? [],
  );
  expect([...new Set(acts)].toSorted()).toEqual(OF_A_THREAD);
  const onThreads = requests.filter((request) => /v1\/conversations(\/:id)?$/.test(request));
  expect(onThreads).toEqual(['GET v1/conversations', 'GET v1/conversations/:id']);
});
