/**
 * A test run that is killed, or stopped with Ctrl-C, can't stop its servers. A small shell process
 * notices the end of its standard input, which this process holds open, and does it instead.
 */
import { spawn } from 'node:child_process';

const SCRIPT = `
while read -r line; do pid=$line; done
if [ -n "$pid" ]; then
  kill -"$1" "$pid" 2>/dev/null
  tries=0
  while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
fi
rm -rf -- "$2"
`;

export interface Watchdog {
  /** Names the server once it has a process. */
  watch(pid: number): void;
  standDown(): void;
}

/** Removes the directory, and ends the server in it with the signal, when this process dies. */
export function watchOver(directory: string, signal: 'QUIT' | 'KILL'): Watchdog {
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
