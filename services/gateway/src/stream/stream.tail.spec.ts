import { PassThrough } from 'node:stream';
import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import { createLogger } from '@fieldline/telemetry';
import { describe, expect, test } from '@jest/globals';
import type { StreamRow } from './stream.queries.js';
import { StreamReader } from './stream.reader.js';
import { StreamTail } from './stream.tail.js';

const logger = createLogger({ service: 'spec', level: 'silent' });
const tenantId = newId();

/** Answers each look with the next of these; then with nothing. */
function tailOver(...answers: (readonly StreamRow[] | Error)[]) {
  const asked: unknown[][] = [];
  const query = async (_: string, parameters: unknown[]): Promise<unknown> => {
    asked.push(parameters);
    const answer = answers.shift() ?? [];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { asked, tail: new StreamTail({ query } as unknown as Database, logger) };
}

function readerAt(position: number) {
  const response = new PassThrough();
  let text = '';
  response.on('data', (piece: Buffer) => (text += piece.toString()));
  const reader = new StreamReader({
    tenantId,
    token: 'a token',
    access: {
      principal: { kind: 'api_key', id: newId(), tenantId, role: 'admin' },
      name: 'Spec',
      permissions: new Set(['conversations:read']),
      mode: 'live',
    },
    response: response as unknown as ServerResponse,
    position,
  });
  const heard = (): string[] =>
    [...text.matchAll(/id: (\d+)\nevent: ([\w.]+)/g)].map(([, id, type]) => `${id} ${type}`);
  return { reader, heard };
}

const rows = (...sequences: number[]): StreamRow[] =>
  sequences.map((sequence) => ({
    tenantId,
    sequence,
    userId: null,
    type: 'viewers.changed',
    data: '{}',
  }));

describe('the tail', () => {
  test('does not look while nobody reads', async () => {
    const { tail, asked } = tailOver();
    tail.wake();
    await sleep(250);
    expect(asked).toEqual([]);
    const { reader } = readerAt(3);
    tail.join(reader);
    await sleep(250);
    expect(asked.length).toBeGreaterThanOrEqual(2);
    expect(asked.length).toBeLessThan(5);
    tail.leave(reader);
    await sleep(150);
    const looks = asked.length;
    await sleep(250);
    expect(asked).toHaveLength(looks);
    await tail.beforeApplicationShutdown();
  });

  test('tells each what it doesn’t know yet, and looks for what follows', async () => {
    const { tail, asked } = tailOver(rows(4, 5), rows(6));
    const [behind, ahead] = [readerAt(3), readerAt(5)];
    expect([tail.join(behind.reader), tail.join(ahead.reader)]).toEqual([true, true]);
    await sleep(250);
    expect(behind.heard()).toEqual(['4 viewers.changed', '5 viewers.changed', '6 viewers.changed']);
    expect(ahead.heard()).toEqual(['6 viewers.changed']);
    expect(asked.slice(0, 3).map(([, positions]) => positions)).toEqual([[3], [5], [6]]);
    expect(tail.join(readerAt(5).reader)).toBe(false);
    await tail.beforeApplicationShutdown();
  });

  test('begins anew for those whose next events are forgotten', async () => {
    const { tail } = tailOver(rows(9, 10));
    const [behind, ahead] = [readerAt(3), readerAt(9)];
    tail.join(behind.reader);
    tail.join(ahead.reader);
    await sleep(100);
    expect(behind.heard()).toEqual(['8 reset', '9 viewers.changed', '10 viewers.changed']);
    expect(ahead.heard()).toEqual(['10 viewers.changed']);
    await tail.beforeApplicationShutdown();
  });

  test('goes on after a database that was away', async () => {
    const { tail } = tailOver(new Error('away'), new Error('away'), rows(4));
    const { reader, heard } = readerAt(3);
    tail.join(reader);
    await sleep(1_200);
    expect(heard()).toEqual(['4 viewers.changed']);
    await tail.beforeApplicationShutdown();
  });
});
