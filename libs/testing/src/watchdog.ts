/**
 * A test run that is killed, or stopped with Ctrl-C, can't stop its servers. A small shell process
 * notices the end of its standard input, which this process holds open, and does it instead.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = `
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
  kill -"$1" "$pid" 2>/dev/null
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
fi
# Who is still preparing the directory puts files into it while they are removed.
tries=0
until rm -rf -- "$2" 2>/dev/null || [ "$tries" -ge 100 ]; do sleep 0.1; tries=$((tries + 1)); done
`;

export interface Watchdog {
  /** Empty, for the server's files. */
  readonly directory: string;
  /** Names the server once it has a process. */
  watch(pid: number): void;
  standDown(): void;
}

/**
 * Makes a temporary directory that is removed when this process dies, whenever that is: who watches over
 * it is there first. The server in it is ended with the signal.
 */
export async function watchedDirectory(prefix: string, signal: 'QUIT' | 'KILL'): Promise<Watchdog> {
  const directory = join(tmpdir(), `${prefix}-${randomUUID()}`);
  const watchdog = watchOver(directory, signal);
  await mkdir(directory, { mode: 0o700 });
  return { directory, ...watchdog };
}

function watchOver(directory: string, signal: 'QUIT' | 'KILL'): Omit<Watchdog, 'directory'> {
  if (process.platform === 'win32') return { watch: () => undefined, standDown: () => undefined };
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'sh', signal, directory], {
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.once('error', () => undefined);
  shell.stdin.once('error', () => undefined);
  shell.unref();
  // The types call it a plain stream; the pipe would keep this process from ending by itself.
  if ('unref' in shell.stdin && typeof shell.stdin.unref === 'function') shell.stdin.unref();
  return {
    watch: (pid) => {
      shell.stdin.write(`${pid}\n`);
    },
    standDown: () => {
      shell.kill('SIGKILL');
    },
  };
}
