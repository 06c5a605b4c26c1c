import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Inquiry } from './inquiry.js';

class Asked extends Inquiry {
  readonly atMs: number[] = [];
  private readonly startedAt = Date.now();

  constructor(private readonly answer: () => boolean) {
    super();
  }

  protected ask(): Promise<boolean> {
    this.atMs.push(Date.now() - this.startedAt);
    return Promise.resolve().then(() => this.answer());
  }
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

async function timesOf(answer: () => boolean, forMs: number): Promise<number[]> {
  const asked = new Asked(answer);
  asked.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(forMs);
  await asked.beforeApplicationShutdown();
  return asked.atMs.map((at) => at / 1_000);
}

test('a round a second while there are answers', async () => {
  expect(await timesOf(() => true, 3_500)).toEqual([0, 1, 2, 3]);
});

test('half as often after each round without one, down to once a minute', async () => {
  expect(await timesOf(() => false, 200_000)).toEqual([0, 2, 6, 14, 30, 62, 122, 182]);
});

test('an answer ends the pause; an error is none', async () => {
  const answers = [false, false, true, true];
  const throwing = (): boolean => {
    if (answers.length === 3) {
      answers.shift();
      throw new Error('no database');
    }
    return answers.shift() ?? true;
  };
  expect(await timesOf(throwing, 8_500)).toEqual([0, 2, 6, 7, 8]);
});
