import { expect, test } from '@jest/globals';
import { checkClientVersion } from './client-version.js';

test.each(['102', ' 102 ', '102.0.1', '103', undefined])('%s is served', (version) => {
  expect(() => checkClientVersion(version)).not.toThrow();
});

test.each([
  ['101', 'client_too_old'],
  ['101.9', 'client_too_old'],
  ['0', 'client_too_old'],
  ['', 'invalid_request'],
  ['-102', 'invalid_request'],
  ['new', 'invalid_request'],
  ['102, 101', 'invalid_request'],
])('%s is refused: %s', (version, code) => {
  expect(() => checkClientVersion(version)).toThrow(expect.objectContaining({ code }));
});
