import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { CHARGE_BY_OUTCOME, CHARGE_BY_STATUS, CHARGE_TABLE } from './charge-table.js';
import { MESSAGE_STATUSES, OUTBOUND_STATUSES } from './message-status.js';

test('every status of a message has an effect', () => {
  expect(Object.keys(CHARGE_BY_STATUS).toSorted()).toEqual(MESSAGE_STATUSES.toSorted());
});

test('a status does the same in every outcome that it may mean', () => {
  for (const { outcome, statuses, effect } of CHARGE_TABLE)
    for (const status of statuses)
      expect([outcome, status, CHARGE_BY_STATUS[status]]).toEqual([outcome, status, effect]);
});

test('what Twilio accepted is paid for, whether or not it arrived', () => {
  const paid = OUTBOUND_STATUSES.filter((status) => CHARGE_BY_STATUS[status] === 'post');
  expect(paid).toEqual(['sent', 'delivered', 'undelivered', 'failed']);
});

test('only what Twilio never had is free', () => {
  const free = OUTBOUND_STATUSES.filter((status) => CHARGE_BY_STATUS[status] === 'void');
  expect(free).toEqual(['rejected', 'canceled']);
});

test('only what nobody could find out is given back in the end', () => {
  const expiring = OUTBOUND_STATUSES.filter((status) => CHARGE_BY_STATUS[status] === 'expire');
  expect(expiring).toEqual(['unknown_final']);
});

test.each([
  ['delivered', 'post'],
  ['undelivered', 'post'],
  ['failed_before_sending', 'void'],
  ['filtered', 'post'],
  ['opted_out', 'void'],
  ['unknown', 'hold'],
] as const)('%s is an outcome of its own: %s', (outcome, effect) => {
  expect(CHARGE_BY_OUTCOME[outcome].effect).toBe(effect);
});

test('the published table says of every outcome what the code does, in a sentence', () => {
  expect(CHARGE_TABLE.map(({ outcome }) => outcome)).toEqual(Object.keys(CHARGE_BY_OUTCOME));
  for (const { outcome, effect, sentence } of CHARGE_TABLE) {
    expect(sentence).toMatch(/^[A-Z].+\.$/);
    const isFree = sentence.endsWith(': it costs nothing.');
    expect([outcome, isFree]).toEqual([outcome, effect === 'void']);
  }
});

test('docs/charges.md is the table', () => {
  const text = readFileSync(new URL('../../../docs/charges.md', import.meta.url), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1));
  expect(rows.map((cells) => cells.map((cell) => cell.trim()))).toEqual(
    CHARGE_TABLE.map(({ outcome, statuses, effect, sentence }) => [
      `\`${outcome}\``,
      statuses.map((status) => `\`${status}\``).join(', '),
      `\`${effect}\``,
      sentence,
    ]),
  );
});
