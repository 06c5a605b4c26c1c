import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Pulse } from './pulse.js';

describe('Pulse', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  async function isOver(waiting: Promise<void>): Promise<boolean> {
    let over = false;
    void waiting.then(() => (over = true));
    await jest.advanceTimersByTimeAsync(0);
    return over;
  }

  test('wakes who waits', async () => {
    const pulse = new Pulse();
    const waiting = pulse.next(1_000);
    expect(await isOver(waiting)).toBe(false);
    pulse.beat();
    expect(await isOver(waiting)).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('keeps a beat that nobody waited for, once', async () => {
    const pulse = new Pulse();
    pulse.beat();
    pulse.beat();
    expect(await isOver(pulse.next(1_000))).toBe(true);
    expect(await isOver(pulse.next(1_000))).toBe(false);
  });

  test('a beat between two waits is for the second', async () => {
    const pulse = new Pulse();
    const first = pulse.next(1_000);
    pulse.beat();
    pulse.beat();
    expect(await isOver(first)).toBe(true);
    expect(await isOver(pulse.next(1_000))).toBe(true);
  });

  test('wakes by itself after the time given', async () => {
    const waiting = new Pulse().next(1_000);
    await jest.advanceTimersByTimeAsync(999);
    expect(await isOver(waiting)).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(await isOver(waiting)).toBe(true);
  });

  test('a beat after a wait that timed out is kept', async () => {
    const pulse = new Pulse();
    void pulse.next(10);
    await jest.advanceTimersByTimeAsync(10);
    pulse.beat();
    expect(await isOver(pulse.next(1_000))).toBe(true);
  });
});
