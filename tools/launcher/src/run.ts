import { SettingsError } from '@fieldline/config';
import { type Addresses, printBanner } from './banner.js';

export interface Runnable {
  start(): Promise<Addresses>;
  /** @throws Error when it didn't end as it should */
  stop(): Promise<void>;
}

/** Starts it, and stops it in order on SIGINT, SIGTERM or a fault that it can't go on with. */
export async function runUntilStopped(
  make: (onFatal: (error: Error) => void) => Runnable,
): Promise<void> {
  let stopping = false;
  const stop = (code: number): void => {
    if (stopping) return;
    stopping = true;
    say('Stopping: letting what is under way finish');
    // What is just being started would be left behind.
    Promise.allSettled([started])
      .then(() => runnable.stop())
      .then(
        () => process.exit(code),
        (error: unknown) => {
          process.stderr.write(`${explain(error)}\n`);
          process.exit(1);
        },
      );
  };
  const fail = (error: unknown): void => {
    if (stopping) return;
    process.stderr.write(`${explain(error)}\n`);
    stop(1);
  };
  const runnable = make(fail);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(0));
  const started = runnable.start();
  try {
    printBanner(await started);
  } catch (error) {
    fail(error);
  }
}

export function say(message: string): void {
  process.stdout.write(`· ${message}\n`);
}

/** What a person can act on gets a sentence, the rest its stack. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain =
    error instanceof SettingsError ||
    ['PortBusyError', 'InvalidOptions', 'Error'].includes(error.name);
  return isPlain && !process.env['DEBUG'] ? error.message : (error.stack ?? error.message);
}
