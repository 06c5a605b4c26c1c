import { beforeEach, describe, expect, test } from '@jest/globals';
import { Progress } from './progress.js';

describe('Progress', () => {
  let now = 0;
  let progress: Progress;
  beforeEach(() => {
    now = 0;
    progress = new Progress(() => now);
  });

  test('is nothing to worry about while nothing is in hand', () => {
    now = 1_000_000;
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([0, 0]);
    progress.begin('a');
    progress.end('a');
    now += 1_000_000;
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([0, 0]);
  });

  test('is that of the slowest place', () => {
    progress.begin('slow');
    now = 70;
    progress.begin('fast');
    now = 100;
    expect(progress.stalledMs()).toBe(100);
    progress.moved('slow');
    expect(progress.stalledMs()).toBe(30);
  });

  test('tells who only tries from who gets on', () => {
    progress.begin('a');
    now = 100;
    progress.sign('a');
    now = 110;
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([110, 10]);
    progress.moved('a');
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([0, 0]);
  });

  test('taking the same in hand again is no progress, but a sign of life', () => {
    progress.begin('a');
    now = 100;
    progress.begin('a');
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([100, 0]);
  });

  test('forgets the places that were given to others', () => {
    progress.begin('theirs');
    now = 50;
    progress.begin('ours');
    now = 100;
    progress.keep(new Set(['ours', 'new']));
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([50, 0]);
  });

  test('knows no place that was never taken', () => {
    progress.moved('a');
    progress.sign('a');
    now = 100;
    expect(progress.stalledMs()).toBe(0);
  });

  test('forgives the time that nobody had', () => {
    progress.begin('a');
    now = 100;
    progress.forgive(90);
    expect([progress.stalledMs(), progress.silentMs()]).toEqual([10, 10]);
  });
});
