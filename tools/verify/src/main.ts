import { loadSettings } from '@fieldline/config';
import { createLogger, shutdownTelemetry } from '@fieldline/telemetry';
import { askedInstallation } from './asked-installation.js';
import { type Command, readCommand, USAGE } from './command.js';
import { toJson, toLines } from './report.js';
import { VerifySettings } from './settings.js';
import { inspectInstallation, type Outcome } from './verify-installation.js';
import { InvariantMetrics } from './watch/invariant-metrics.js';
import { Watch } from './watch/watch.js';

const WRONG = 1;
const COULD_NOT_CHECK = 2;

type LookOnce = () => Promise<readonly Outcome[]>;

process.exitCode = await run().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Could not verify: ${message}\n`);
  return COULD_NOT_CHECK;
});
await shutdownTelemetry();

async function run(): Promise<number> {
  const command = readCommand(process.argv.slice(2));
  if (command.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const settings = loadSettings(VerifySettings, process.env);
  const metrics = new InvariantMetrics();
  const look: LookOnce = async () => {
    const outcomes = await inspectInstallation(await askedInstallation(command, settings));
    metrics.keep(outcomes);
    return outcomes;
  };
  return command.everyMs === undefined
    ? reportOn(await look(), command)
    : watch(look, command.everyMs, settings.logLevel);
}

function reportOn(outcomes: readonly Outcome[], { json, how }: Command): number {
  const lines = (): string => `${toLines(outcomes).join('\n')}\n`;
  process.stdout.write(json ? toJson(outcomes, how.atRest === true) : lines());
  if (outcomes.some(({ count }) => count > 0)) return WRONG;
  return outcomes.some(({ overran }) => overran) ? COULD_NOT_CHECK : 0;
}

async function watch(look: LookOnce, everyMs: number, level: string): Promise<never> {
  const logger = createLogger({ service: 'verify', level });
  const told = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => told.abort());
  logger.info({ everyMs }, 'watching');
  await new Watch({ everyMs, logger, look }).run(told.signal);
  await shutdownTelemetry();
  // A look may be under way yet: it changes nothing, and nobody waits for it.
  process.exit(0);
}
