import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from './lock.js';
import { processStart } from './process.js';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'lock-'))));
afterEach(() => rm(dir, { recursive: true, force: true }));

const leave = (holder: unknown) =>
  writeFile(
    join(dir, 'instance.lock'),
    typeof holder === 'string' ? holder : JSON.stringify(holder),
  );

describe('lockDirectory', () => {
  it('refuses a second holder, naming the directory and the first one', async () => {
    await lockDirectory(dir);
    await expect(lockDirectory(dir)).rejects.toThrow(`${dir} is in use by process ${process.pid}`);
  });

  it('can be taken again once released', async () => {
    await (await lockDirectory(dir)).release();
    await (await lockDirectory(dir)).release();
    expect(await readdir(dir)).toEqual([]);
  });

  it('takes over the lock of a process that is gone', async () => {
    await leave({ pid: 2 ** 22 - 1, startedAt: 'long ago' });
    await lockDirectory(dir);
    expect(await readFile(join(dir, 'instance.lock'), 'utf8')).toContain(`"pid":${process.pid}`);
    expect(await readdir(dir)).toEqual(['instance.lock']);
  });

  it('takes over when a stranger got the pid of the one that is gone', async () => {
    await leave({ pid: process.ppid, startedAt: `not ${processStart(process.ppid)}` });
    await expect(lockDirectory(dir)).resolves.toBeDefined();
  });

  it('takes over a lock cut off while being written', async () => {
    await leave('{"pid":');
    await expect(lockDirectory(dir)).resolves.toBeDefined();
  });

  it('is won by one of many that find it stale at once', async () => {
    await leave({ pid: 2 ** 22 - 1, startedAt: 'long ago' });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(dir)));
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
  });

  it('takes over where one died while it was taking over', async () => {
    const gone = { pid: 2 ** 22 - 1, startedAt: 'long ago' };
    await leave(gone);
    await writeFile(join(dir, 'instance.lock.turn'), JSON.stringify(gone));
    await lockDirectory(dir);
    expect(await readdir(dir)).toEqual(['instance.lock']);
  });

  it("leaves another one's lock alone on release", async () => {
    const lock = await lockDirectory(dir);
    await leave({ pid: process.ppid, startedAt: processStart(process.ppid) });
    await lock.release();
    expect(await readdir(dir)).toEqual(['instance.lock']);
  });
});
