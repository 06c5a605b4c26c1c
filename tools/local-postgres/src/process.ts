import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.js';

/** When a process began, in whatever form the system tells it; '' where it can't be told. */
export function processStart(pid: number): string {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The program's name, in brackets, may hold spaces; what follows begins with field 3.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // In a container without an init, the dead stay on as zombies.
      return fields[0] === 'Z' ? 'gone' : fields[19]!;
    } catch {
      return 'gone';
    }
  }
  if (process.platform === 'win32') return '';
  return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

/** The command line of a process, '' when it is gone; undefined where it can't be told. */
export function processCommand(pid: number): string | undefined {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return undefined;
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}

export interface Finished {
  code: number | null;
  output: string;
}

/** Runs a program to its end, as the account, in a session of its own: Ctrl-C doesn't reach it. */
export async function run(
  program: string,
  args: string[],
  options: { cwd: string; account: Account | undefined },
): Promise<Finished> {
  const [command, ...before] = [...(options.account?.wrapper ?? []), program];
  const child = spawn(command, [...before, ...args], {
    cwd: options.cwd,
    uid: options.account?.uid,
    gid: options.account?.gid,
    detached: true,
    windowsHide: true,
    // Locale variables of the caller may name one that isn't installed, and Postgres would stop.
    env: { PATH: process.env.PATH, SYSTEMROOT: process.env.SYSTEMROOT, LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = new Promise((resolve) => child.once('close', resolve));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  // On Windows the server inherits the pipes, so they may never close.
  await Promise.race([closed, sleep(200)]);
  child.stdout.destroy();
  child.stderr.destroy();
  return { code, output: output.trim() };
}
