import { describe, expect, test } from '@jest/globals';
import { createLogger } from '@fieldline/telemetry';
import { setImmediate as turn } from 'node:timers/promises';
import { Progress } from '../progress.js';
import { type BatchHandler, ConsumerStopped } from '../transport.js';
import type { EventLog, LogRecord } from './event-log.js';
import { PartitionReader } from './partition-reader.js';

const logger = createLogger({ service: 'test', level: 'silent' });

/** A log in memory whose next reads may fail. */
class FakeLog {
  readonly records: LogRecord[] = [];
  settled = 0;
  failures = 0;

  append(): void {
    const position = this.records.length;
    const rest = { topic: 't', partition: 0, key: 'k', headers: {}, value: null };
    this.records.push({ ...rest, position, offset: String(position) });
  }

  async read(_topic: string, _partition: number, from: number) {
    if (this.failures > 0) throw new Error(`no database, ${this.failures--}`);
    const records = this.records.slice(from, from + 3);
    return { records, more: records.length === 3 };
  }

  async advance(_group: string, _topic: string, _partition: number, next: number): Promise<void> {
    this.settled = next;
  }
}

function reader(log: FakeLog, handle: BatchHandler): PartitionReader {
  const place = { group: 'g', topic: 't', partition: 0, from: 0 };
  const rest = { handle, logger, progress: new Progress() };
  return new PartitionReader({ ...place, ...rest, log: log as unknown as EventLog });
}

async function until(done: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error('never came');
    await turn();
  }
}

describe('PartitionReader', () => {
  test('misses no wake-up, in whichever step of its work it comes', async () => {
    const log = new FakeLog();
    const seen: number[] = [];
    const partition = reader(log, async (records) => {
      seen.push(...records.map(({ offset }) => Number(offset)));
    });
    for (let steps = 0; steps < 60; steps++) {
      log.append();
      partition.wake();
      // It reads, handles, settles and falls asleep in microtasks: one more of them each time.
      for (let step = 0; step < steps; step++) await Promise.resolve();
      log.append();
      partition.wake();
      await until(() => log.settled === log.records.length);
    }
    expect(seen).toEqual(log.records.map(({ position }) => position));
  });

  test('is well again once the log answers, even if there is nothing new in it', async () => {
    const log = new FakeLog();
    log.failures = 1;
    const partition = reader(log, async () => undefined);
    partition.wake();
    await until(() => log.failures === 0);
    await turn();
    expect(() => partition.check()).toThrow('g is not reading t');
    await until(() => {
      try {
        partition.check();
        return true;
      } catch {
        return false;
      }
    });
    await partition.stop();
    expect(() => partition.check()).toThrow('g has stopped');
  });

  test('settles nothing that was given up, and reads nothing after its stop', async () => {
    const log = new FakeLog();
    log.append();
    let entered = false;
    const partition = reader(log, async (_, run) => {
      entered = true;
      while (run.isActive()) await turn();
      throw new ConsumerStopped();
    });
    partition.wake();
    await until(() => entered);
    await partition.stop();
    entered = false;
    partition.wake();
    await turn();
    expect({ settled: log.settled, entered }).toEqual({ settled: 0, entered: false });
  });
});
