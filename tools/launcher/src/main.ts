import { resolve } from 'node:path';
import { loadSettings } from '@fieldline/config';
import { Fieldline } from './fieldline.js';
import { parseRequest } from './processes/arguments.js';
import { command } from './processes/control.js';
import { FieldlineProcesses } from './processes/fieldline-processes.js';
import { explain, runUntilStopped, say } from './run.js';
import { LauncherSettings, ProcessesSettings } from './settings.js';

/** `npm start`: everything in this process. */
export async function launch(environment: NodeJS.ProcessEnv): Promise<void> {
  // Nothing can be finished without events: whoever supervises starts it anew.
  const fieldline = new Fieldline(say, (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  await runUntilStopped(() => ({
    start: async () => fieldline.start(loadSettings(LauncherSettings, environment)),
    stop: () => fieldline.stop(),
  }));
}

/** `npm run start:kafka`: a process for each service, or a word to those that run already. */
export async function launchProcesses(
  environment: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<void> {
  try {
    const settings = loadSettings(ProcessesSettings, environment);
    const request = parseRequest(args);
    if (request.kind === 'command') {
      await command(resolve(settings.dataDir), request.words, say);
      return;
    }
    await runUntilStopped((onFatal) => {
      const fieldline = new FieldlineProcesses({ replicas: request.replicas, say, onFatal });
      return { start: () => fieldline.start(settings), stop: () => fieldline.stop() };
    });
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}
