import { inspect } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { expect, test } from '@jest/globals';
import { Secret } from './secret.js';

const secret = new Secret('canary');
/** As careless code holds it. */
const careless: unknown = secret;

test('a secret is revealed by its word', () => {
  expect(secret.reveal()).toBe('canary');
});

test.each<[string, () => unknown]>([
  ['String', () => String(secret)],
  ['a template', () => `it is ${careless as string}`],
  ['concatenation', () => (careless as string) + '.'],
  ['a number', () => Number(secret)],
  ['JSON', () => JSON.stringify({ deep: [secret] })],
  ['inspect', () => inspect({ deep: [secret] }, { depth: null, showHidden: true })],
  ['a spread', () => inspect({ ...secret }, { showHidden: true })],
  ['its properties', () => JSON.stringify(Object.getOwnPropertyDescriptors(secret))],
  ['structuredClone', () => inspect(structuredClone(secret), { showHidden: true })],
  ['v8 and back', () => inspect(deserialize(serialize(secret)), { showHidden: true })],
  ['a message', () => new Error(`no ${String(secret)}`).stack],
  ['base64 of it', () => Buffer.from(String(secret)).toString('base64')],
])('%s shows nothing of it', (_, show) => {
  expect(String(show())).not.toMatch(/canary|Y2FuYXJ5/);
});
