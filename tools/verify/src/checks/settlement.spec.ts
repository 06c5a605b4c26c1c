import { describe, expect, test } from '@jest/globals';
import { MESSAGE_STATUSES, type MessageStatus } from '@fieldline/contracts';
import { type HoldRow, judgeSettlement, type MessageRow } from './settlement.js';

const message = (change: Partial<MessageRow>): MessageRow => ({
  key: 'm',
  tenantId: 't',
  status: 'delivered',
  mandatory: false,
  quotedSegments: 2,
  providerSegments: null,
  chargedSegments: null,
  chargedCostMicros: null,
  errorCode: null,
  settled: true,
  overdue: false,
  unknownOverdue: false,
  attempted: true,
  recent: true,
  ...change,
});

const hold = (change: Partial<HoldRow>): HoldRow => ({
  key: 'm',
  tenantId: 't',
  direction: 'outbound',
  segments: 2,
  state: 'open',
  postedSegments: null,
  costMicros: null,
  settled: true,
  ...change,
});

const STATES = ['open', 'declined', 'posted', 'voided'] as const;
const POSTED = { postedSegments: 1, costMicros: '15000' };
const SHOWN = { providerSegments: 1, chargedSegments: 1, chargedCostMicros: '15000' };
const nothing = (): boolean => false;

/** The states of a hold that are right for a status whose count Twilio gave. */
function rightFor(status: MessageStatus): string[] {
  const direction = status === 'received' ? 'inbound' : 'outbound';
  return STATES.filter((state) => {
    const isPosted = state === 'posted';
    const charged = isPosted ? SHOWN : { providerSegments: 1 };
    const kept = hold({ direction, state, ...(isPosted ? POSTED : {}) });
    return judgeSettlement(message({ status, ...charged }), kept, nothing) === undefined;
  });
}

describe('a message beside its hold', () => {
  test('for each status, these states are right', () => {
    const right = Object.fromEntries(
      MESSAGE_STATUSES.map((status) => [status, rightFor(status).join(' ')]),
    );
    expect(right).toEqual({
      accepted: '',
      reserved: 'open',
      scheduled: 'open',
      waiting_window: 'open',
      dispatching: 'open',
      submitted: 'open',
      unknown: 'open',
      unknown_final: 'open voided',
      sent: 'posted',
      delivered: 'posted',
      undelivered: 'posted',
      failed: 'posted',
      rejected: 'declined voided',
      canceled: 'declined voided',
      received: 'posted',
    });
  });

  test('without a balance nothing was held', () => {
    const failed = message({ status: 'failed', errorCode: 'insufficient_balance' });
    expect(judgeSettlement(failed, hold({ state: 'declined' }), nothing)).toBeUndefined();
    expect(judgeSettlement(failed, hold({}), nothing)).toBe('messaging.outcome');
  });

  test('a hold waits for the count, but not for ever', () => {
    expect(judgeSettlement(message({}), hold({}), nothing)).toBeUndefined();
    const late = message({ overdue: true });
    expect(judgeSettlement(late, hold({}), nothing)).toBe('billing.hold-late');
  });

  test('a message given up as unknown is held for a day', () => {
    const givenUp = message({ status: 'unknown_final', overdue: true });
    expect(judgeSettlement(givenUp, hold({}), nothing)).toBeUndefined();
    const late = { ...givenUp, unknownOverdue: true };
    expect(judgeSettlement(late, hold({}), nothing)).toBe('billing.unknown-final-held');
    expect(judgeSettlement(late, hold({ state: 'voided' }), nothing)).toBeUndefined();
  });

  test('a mandatory reply holds nothing', () => {
    const reply = message({ status: 'submitted', mandatory: true });
    expect(judgeSettlement(reply, hold({ segments: 0 }), nothing)).toBeUndefined();
    expect(judgeSettlement(reply, hold({}), nothing)).toBe('billing.hold-size');
  });

  test('what may be in flight is left alone', () => {
    const moving = message({ status: 'accepted', settled: false });
    expect(judgeSettlement(moving, undefined, nothing)).toBeUndefined();
    expect(judgeSettlement(moving, hold({}), nothing)).toBeUndefined();
    expect(judgeSettlement(undefined, hold({ settled: false }), nothing)).toBeUndefined();
    const waiting = message({ status: 'accepted' });
    expect(judgeSettlement(waiting, undefined, () => true)).toBeUndefined();
    expect(judgeSettlement(waiting, undefined, nothing)).toBe('messaging.without-hold');
  });

  test('two businesses of one id are told at once', () => {
    const moving = message({ settled: false });
    expect(judgeSettlement(moving, hold({ tenantId: 'u' }), nothing)).toBe('tenancy.crossed');
  });
});
