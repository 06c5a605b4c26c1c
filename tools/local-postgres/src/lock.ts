/**
 * One process per data directory. The lock is a file made with O_EXCL that names its holder by pid
 * and start time; the start time tells a live holder from a stranger that got its pid later.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './errors.js';
import { processStart } from './process.js';

const TURN_MS = 10;

interface Holder {
  pid: number;
  startedAt: string;
}

export interface Lock {
  release(): Promise<void>;
}

/** Throws, naming the directory and the pid, while another live process holds the directory. */
export async function lockDirectory(dataDir: string): Promise<Lock> {
  const path = join(dataDir, 'instance.lock');
  const own = JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) });
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await tryCreate(path, own)) return { release: () => release(path, own) };
    const text = await readComplete(path);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && isAlive(holder)) {
      throw new Error(
        `The data directory ${dataDir} is in use by process ${holder.pid}. Stop that one first, ` +
          'or choose another data directory.',
      );
    }
    await removeStale(path, text, own);
  }
  throw new Error(`The data directory ${dataDir} couldn't be locked: others keep taking it.`);
}

async function tryCreate(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The lock's text; undefined once it is gone. Waits for a holder that is just writing it. */
async function readComplete(path: string): Promise<string | undefined> {
  for (let attempt = 0; ; attempt++) {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined || parse(text) || attempt === 10) return text;
    await sleep(50);
  }
}

/** Removes a stale lock. One at a time may: another could remove what a faster one has just made. */
async function removeStale(path: string, stale: string, own: string): Promise<void> {
  const turn = `${path}.turn`;
  if (!(await tryCreate(turn, own))) {
    const holder = parse((await readComplete(turn)) ?? '');
    // Whoever has the turn takes a moment, unless it died in the middle of it.
    if (holder && !isAlive(holder)) await rm(turn, { force: true });
    else await sleep(TURN_MS);
    return;
  }
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === stale) await rm(path, { force: true });
  await rm(turn, { force: true });
}

async function release(path: string, own: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === own) await rm(path, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    const holder: Holder = JSON.parse(text);
    return holder;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
  }
  return processStart(pid) === startedAt;
}
