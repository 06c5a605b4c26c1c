import { describe, expect, test } from '@jest/globals';
import { CARRIER_STATUSES, OUTBOUND_STATUSES } from '@fieldline/contracts';
import * as fc from 'fast-check';
import { advance, type Course, isCancelable, isFinal, type Step } from './message.status.js';

const now = new Date('2026-11-22T12:00:00Z');
const fresh: Course = {
  status: 'accepted',
  attempt: 0,
  sendAt: null,
  windowOpensAt: null,
  providerMessageId: null,
  providerSegments: null,
  errorCode: null,
  providerCode: null,
};
const sid = 'SM1';
const later = new Date('2026-11-23T08:00:00Z');

/** Follows steps from a fresh message; a step that comes too late changes nothing. */
function follow(...steps: Step[]): Course {
  return steps.reduce((course, step) => advance(course, step, now) ?? course, fresh);
}

const submitted: Step = { kind: 'submitted', attempt: 1, providerMessageId: sid, segments: 1 };
const report = (status: (typeof CARRIER_STATUSES)[number]): Step => ({
  kind: 'reported',
  status,
  providerMessageId: sid,
  providerCode: null,
});
const toDispatching: Step[] = [{ kind: 'granted' }, { kind: 'claimed' }];

describe('the course of a message', () => {
  test('accepted, reserved, dispatching, submitted, sent, delivered', () => {
    const statuses: string[] = [];
    let course = fresh;
    for (const step of [...toDispatching, submitted, report('sent'), report('delivered')]) {
      course = advance(course, step, now) ?? course;
      statuses.push(course.status);
    }
    expect(statuses).toEqual(['reserved', 'dispatching', 'submitted', 'sent', 'delivered']);
  });

  test('a text for later is scheduled once it is paid for', () => {
    const forLater = { ...fresh, sendAt: new Date(now.getTime() + 1) };
    expect(advance(forLater, { kind: 'granted' }, now)?.status).toBe('scheduled');
  });

  test('a text for hours at which none may go waits for their end once it is paid for', () => {
    const night = { ...fresh, windowOpensAt: later };
    expect(advance(night, { kind: 'granted' }, now)?.status).toBe('waiting_window');
    const scheduled = { ...night, sendAt: new Date(now.getTime() + 1) };
    expect(advance(scheduled, { kind: 'granted' }, now)?.status).toBe('waiting_window');
    expect(advance(night, { kind: 'granted' }, later)?.status).toBe('reserved');
  });

  test.each(['reserved', 'scheduled', 'waiting_window'] as const)(
    'what is %s and comes into such hours waits for their end, and then goes or is canceled',
    (status) => {
      const deferred = advance({ ...fresh, status }, { kind: 'deferred', until: later }, now)!;
      expect(deferred).toEqual({ ...fresh, status: 'waiting_window', windowOpensAt: later });
      expect(advance(deferred, { kind: 'claimed' }, later)?.status).toBe('dispatching');
      const canceled = advance(deferred, { kind: 'canceled', errorCode: null }, now);
      expect(canceled?.status).toBe('canceled');
    },
  );

  test('only what waits is put off', () => {
    for (const steps of [[], toDispatching, [...toDispatching, submitted]])
      expect(advance(follow(...steps), { kind: 'deferred', until: later }, now)).toBeUndefined();
  });

  test('without balance it has failed, and says why', () => {
    expect(follow({ kind: 'declined' })).toMatchObject({
      status: 'failed',
      errorCode: 'insufficient_balance',
    });
  });

  test('canceled until it is dispatching, not after', () => {
    const cancel: Step = { kind: 'canceled', errorCode: null };
    expect(follow(cancel).status).toBe('canceled');
    expect(follow({ kind: 'granted' }, cancel).status).toBe('canceled');
    expect(follow(...toDispatching, cancel).status).toBe('dispatching');
  });

  test('a lost attempt is unknown and is never claimed again', () => {
    const lost = follow(...toDispatching, { kind: 'lost', attempt: 1 });
    expect(lost.status).toBe('unknown');
    expect(advance(lost, { kind: 'claimed' }, now)).toBeUndefined();
    expect(advance(lost, { kind: 'requeued', attempt: 1 }, now)).toBeUndefined();
  });

  test('a report of a lost attempt proves that Twilio has it', () => {
    const proven = follow(...toDispatching, { kind: 'lost', attempt: 1 }, report('delivered'));
    expect(proven).toMatchObject({ status: 'delivered', providerMessageId: sid });
  });

  test('an unknown outcome is given up in the end, and only that', () => {
    const lost = follow(...toDispatching, { kind: 'lost', attempt: 1 });
    const givenUp = advance(lost, { kind: 'given_up' }, now);
    expect(givenUp?.status).toBe('unknown_final');
    for (const steps of [[], toDispatching, [...toDispatching, submitted]])
      expect(advance(follow(...steps), { kind: 'given_up' }, now)).toBeUndefined();
  });

  test.each(['queued', 'delivered', 'failed'] as const)(
    'what was given up and turns out to be %s at Twilio goes on from there',
    (status) => {
      const steps: Step[] = [...toDispatching, { kind: 'lost', attempt: 1 }, { kind: 'given_up' }];
      const expected = status === 'queued' ? 'submitted' : status;
      expect(follow(...steps, report(status))).toMatchObject({
        status: expected,
        providerMessageId: sid,
      });
    },
  );

  test('our own answer, kept late, ends what was unknown or given up', () => {
    const lost: Step[] = [...toDispatching, { kind: 'lost', attempt: 1 }];
    for (const steps of [lost, [...lost, { kind: 'given_up' } as const]])
      expect(follow(...steps, submitted)).toMatchObject({ status: 'submitted', attempt: 1 });
  });

  test('a callback before our own answer keeps its place; the answer adds the count', () => {
    const course = follow(...toDispatching, report('delivered'), submitted);
    expect(course).toMatchObject({
      status: 'delivered',
      providerMessageId: sid,
      providerSegments: 1,
    });
  });

  test('an answer to an earlier attempt changes nothing', () => {
    const second = follow(...toDispatching, { kind: 'requeued', attempt: 1 }, { kind: 'claimed' });
    expect(second).toMatchObject({ status: 'dispatching', attempt: 2 });
    expect(advance(second, submitted, now)).toBeUndefined();
    expect(advance(second, { kind: 'lost', attempt: 1 }, now)).toBeUndefined();
  });

  test('a report of another message at Twilio is not ours', () => {
    const course = follow(...toDispatching, submitted);
    const foreign: Step = {
      kind: 'reported',
      status: 'delivered',
      providerMessageId: 'SM2',
      providerCode: null,
    };
    expect(advance(course, foreign, now)).toBeUndefined();
  });

  test('a report of a message that was never on its way is no proof', () => {
    expect(follow({ kind: 'granted' }, report('delivered')).status).toBe('reserved');
  });

  test("Twilio's refusal of an opted-out number says so", () => {
    const refused = follow(...toDispatching, { kind: 'rejected', attempt: 1, providerCode: 21610 });
    expect(refused).toMatchObject({
      status: 'rejected',
      errorCode: 'recipient_opted_out',
      providerCode: 21610,
    });
  });

  test('a count is kept once', () => {
    const course = follow(
      ...toDispatching,
      { ...submitted, segments: null },
      { kind: 'counted', segments: 2 },
    );
    expect(course.providerSegments).toBe(2);
    expect(advance(course, { kind: 'counted', segments: 3 }, now)).toBeUndefined();
  });
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constantFrom<Step>(
    { kind: 'granted' },
    { kind: 'declined' },
    { kind: 'canceled', errorCode: null },
    { kind: 'claimed' },
    { kind: 'deferred', until: later },
    { kind: 'given_up' },
  ),
  fc.record({
    kind: fc.constantFrom('requeued' as const, 'lost' as const),
    attempt: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({
    kind: fc.constant('submitted' as const),
    attempt: fc.integer({ min: 0, max: 3 }),
    providerMessageId: fc.constantFrom('SM1', 'SM2'),
    segments: fc.option(fc.integer({ min: 1, max: 10 })),
  }),
  fc.record({
    kind: fc.constant('rejected' as const),
    attempt: fc.integer({ min: 0, max: 3 }),
    providerCode: fc.option(fc.constantFrom(21610, 21211)),
  }),
  fc.record({
    kind: fc.constant('reported' as const),
    status: fc.constantFrom(...CARRIER_STATUSES),
    providerMessageId: fc.constantFrom('SM1', 'SM2'),
    providerCode: fc.constant(null),
  }),
  fc.record({ kind: fc.constant('counted' as const), segments: fc.integer({ min: 1, max: 10 }) }),
);

const SENDABLE = ['accepted', 'reserved', 'scheduled', 'waiting_window', 'dispatching'];

/** Every course from fresh, as the list of its states. */
function courses(steps: readonly Step[]): Course[] {
  const all = [fresh];
  for (const next of steps)
    all.push(advance(all.at(-1) ?? fresh, next, now) ?? all.at(-1) ?? fresh);
  return all;
}

describe('whatever happens, in any order', () => {
  const check = (holds: (before: Course, after: Course) => void): void =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const all = courses(steps);
        all.slice(1).forEach((after, index) => holds(all[index] ?? fresh, after));
      }),
      { numRuns: 2_000 },
    );

  test('a final status stays', () =>
    check((before, after) => {
      if (isFinal(before.status)) expect(after.status).toBe(before.status);
    }));

  test('what Twilio may have never becomes sendable again', () =>
    check((before, after) => {
      const mayHave = ['unknown', 'unknown_final', 'submitted', 'sent'].includes(before.status);
      if (mayHave) expect(SENDABLE).not.toContain(after.status);
    }));

  test('what has been given up leaves that only by a proof of Twilio', () =>
    check((before, after) => {
      if (before.status !== 'unknown_final' || after.status === 'unknown_final') return;
      expect(after.providerMessageId).not.toBeNull();
    }));

  test("Twilio's id and count never change once known", () =>
    check((before, after) => {
      if (before.providerMessageId !== null)
        expect(after.providerMessageId).toBe(before.providerMessageId);
      if (before.providerSegments !== null)
        expect(after.providerSegments).toBe(before.providerSegments);
    }));
});

test('only what has not gone to Twilio can be canceled', () => {
  expect(OUTBOUND_STATUSES.filter(isCancelable)).toEqual([
    'accepted',
    'reserved',
    'scheduled',
    'waiting_window',
  ]);
});
