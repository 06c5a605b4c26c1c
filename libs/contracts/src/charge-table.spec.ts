import { expect, test } from '@jest/globals';
import { CHARGE_BY_STATUS, CHARGE_TABLE } from './charge-table.js';
import { MESSAGE_STATUSES, OUTBOUND_STATUSES } from './message-status.js';

test('every status of an outbound message has an effect', () => {
  expect(Object.keys(CHARGE_BY_STATUS).toSorted()).toEqual(OUTBOUND_STATUSES.toSorted());
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

test('the published table says of every status what the code does, in a sentence', () => {
  expect(CHARGE_TABLE.map(({ status }) => status).toSorted()).toEqual(MESSAGE_STATUSES.toSorted());
  for (const { status, effect, sentence } of CHARGE_TABLE) {
    expect(sentence).toMatch(/^[A-Z].+\.$/);
    if (status !== 'received') expect(effect).toBe(CHARGE_BY_STATUS[status]);
    const isFree = sentence.endsWith(': it costs nothing.');
    expect([status, isFree]).toEqual([status, effect === 'void']);
  }
});
