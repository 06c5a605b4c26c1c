/**
 * The broker that runs on a data directory already, found by the note that its start left there. It must be
 * found before another is started: Kafka looks at its lock only after it has written to the metadata log.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STOP_TIMEOUT_MS = 15_000;
const POLL_MS = 50;

interface Running {
  parent: number;
  command: string;
}

/** Notes the broker of this directory, and that this process started it. */
export async function noteBroker(dataDir: string, pid: number): Promise<void> {
  await writeFile(noteIn(dataDir), `${pid}\n${process.pid}\n`);
}

/**
 * Ends a broker that outlived the process which started it.
 * @throws Error while that process lives: then the directory is in use
 */
export async function makeWay(dataDir: string, onProgress?: (message: string) => void) {
  const note = await readFile(noteIn(dataDir), 'utf8').catch(() => '');
  const [pid = 0, starter] = note.split('\n').map(Number);
  const broker = find(pid, dataDir);
  if (!broker) return;
  // A process whose parent has died is given another one.
  if (broker.parent === starter) throw inUse(dataDir, pid);
  onProgress?.(`Ending Kafka, process ${pid}, left behind by a run that was killed`);
  await end(pid, dataDir);
}

export function inUse(dataDir: string, pid?: number): Error {
  const who = pid === undefined ? 'another Kafka' : `another Kafka, process ${pid}`;
  return new Error(`The data directory ${dataDir} is in use by ${who}.`);
}

async function end(pid: number, dataDir: string): Promise<void> {
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  // One that was paused takes its signals only once it goes on.
  process.kill(pid, 'SIGCONT');
  process.kill(pid, 'SIGTERM');
  while (find(pid, dataDir)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}

/** A process by its number, if its command says that it is this directory's broker. */
function find(pid: number, dataDir: string): Running | undefined {
  const found = pid > 0 ? lookUp(pid) : undefined;
  return found?.command.includes(join(dataDir, 'server.properties')) ? found : undefined;
}

function lookUp(pid: number): Running | undefined {
  // There Kafka's own lock has to do.
  if (process.platform === 'win32') return undefined;
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-o', 'ppid=,command=', '-p', `${pid}`]);
    const [, parent, command] = /^\s*(\d+)\s+(.*)/s.exec(stdout.toString()) ?? [];
    return parent && command ? { parent: Number(parent), command } : undefined;
  }
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command };
  } catch {
    return undefined;
  }
}

function noteIn(dataDir: string): string {
  return join(dataDir, 'kafka.pid');
}
