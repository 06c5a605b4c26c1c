import { loadSettings, SettingsError } from '@fieldline/config';
import { printBanner } from './banner.js';
import { Fieldline } from './fieldline.js';
import { LauncherSettings } from './settings.js';

/** Starts everything in this process and stops it, in order, on SIGINT or SIGTERM. */
export async function launch(environment: NodeJS.ProcessEnv): Promise<void> {
  const say = (message: string): void => void process.stdout.write(`· ${message}\n`);
  const fieldline = new Fieldline(say, (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  let stopping = false;
  const stop = (code: number): void => {
    if (stopping) return;
    stopping = true;
    say('Stopping: letting what is under way finish');
    fieldline.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  try {
    const settings = loadSettings(LauncherSettings, environment);
    printBanner(await fieldline.start(settings));
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    stop(1);
  }
}

/** What a person can act on gets a sentence, the rest its stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isPlain =
    error instanceof SettingsError ||
    ['PortBusyError', 'InvalidOptions', 'Error'].includes(error.name);
  return isPlain && !process.env['DEBUG'] ? error.message : (error.stack ?? error.message);
}
