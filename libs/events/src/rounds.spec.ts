import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type RoundOutcome, Rounds } from './rounds.js';

class Asked extends Rounds {
  readonly atMs: number[] = [];
  private readonly startedAt = Date.now();

  constructor(private readonly answer: () => RoundOutcome) {
    super({ busyMs: 1_000, idleMs: 5_000 });
    this.logger.error = () => undefined;
  }

  protected round(): Promise<RoundOutcome> {
    this.atMs.push(Date.now() - this.startedAt);
    return Promise.resolve().then(() => this.answer());
  }
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

async function timesOf(
  answer: () => RoundOutcome,
  forMs: number,
  meanwhile?: (asked: Asked) => void,
): Promise<number[]> {
  const asked = new Asked(answer);
  asked.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(forMs);
  if (meanwhile) {
    meanwhile(asked);
    await jest.advanceTimersByTimeAsync(forMs);
  }
  await asked.beforeApplicationShutdown();
  return asked.atMs.map((at) => at / 1_000);
}

/** One after the other, the last for ever. */
function saying(...outcomes: RoundOutcome[]): () => RoundOutcome {
  return () => (outcomes.length > 1 ? outcomes.shift()! : outcomes[0]!);
}

test('a round a second while something is found', async () => {
  expect(await timesOf(saying('found'), 12_500)).toHaveLength(13);
});

test('seldom, once there has been nothing for ten seconds', async () => {
  expect((await timesOf(saying('nothing'), 21_000)).slice(9)).toEqual([9, 10, 15, 20]);
});

test('at once again while some is left over', async () => {
  expect(await timesOf(saying('more', 'more', 'nothing'), 1_500)).toEqual([0, 0, 0, 1]);
});

test('half as often after each round that failed, down to once a minute', async () => {
  expect(await timesOf(saying('failed'), 200_000)).toEqual([0, 2, 6, 14, 74, 134, 194]);
});

test('an answer ends the pause; an error is none', async () => {
  const outcomes = saying('failed', 'failed', 'more', 'found');
  const throwing = (): RoundOutcome => {
    const outcome = outcomes();
    if (outcome === 'more') throw new Error('no database');
    return outcome;
  };
  expect(await timesOf(throwing, 15_500)).toEqual([0, 2, 6, 14, 15]);
});

test('whoever wakes it is answered at once, and it looks often again', async () => {
  const times = await timesOf(saying('nothing'), 21_000, (asked) => asked.wake());
  expect(times.slice(11, 16)).toEqual([15, 20, 21, 22, 23]);
});

test('a stop waits for the round under way and begins no other', async () => {
  const slow = new (class extends Rounds {
    ended = 0;
    begun = 0;
    protected async round(): Promise<RoundOutcome> {
      this.begun += 1;
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      this.ended += 1;
      return 'more';
    }
  })({ busyMs: 1_000, idleMs: 1_000 });
  slow.onApplicationBootstrap();
  const stopped = slow.beforeApplicationShutdown();
  await jest.advanceTimersByTimeAsync(60_000);
  await stopped;
  expect([slow.begun, slow.ended]).toEqual([1, 1]);
});
