import { type Command, readCommand, USAGE } from './command.js';
import { localInstallation } from './local-installation.js';
import type { Installation } from './options.js';
import { toLines } from './report.js';
import { inspectInstallation, type Outcome } from './verify-installation.js';

const WRONG = 1;
const COULD_NOT_CHECK = 2;

process.exitCode = await run().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`Could not verify: ${message}\n`);
  return COULD_NOT_CHECK;
});

async function run(): Promise<number> {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const outcomes = await inspectInstallation(await installationOf(command));
  process.stdout.write(
    command.json ? toJson(command, outcomes) : `${toLines(outcomes).join('\n')}\n`,
  );
  return outcomes.some(({ count }) => count > 0) ? WRONG : 0;
}

/** What is asked for; without a database, the product that runs here. */
async function installationOf({ json: _, help: __, ...command }: Command): Promise<Installation> {
  const given = Object.fromEntries(
    Object.entries(command).filter(([, value]) => value !== undefined),
  ) as Omit<Command, 'json' | 'help'>;
  if (command.databaseUrls.length > 0) return given;
  const { databaseUrl, simulatorUrl } = await localInstallation(process.env['DATA_DIR'] || '.data');
  return {
    ...given,
    databaseUrls: [databaseUrl],
    simulatorUrl: given.simulatorUrl ?? simulatorUrl,
  };
}

function toJson({ atRest }: Command, outcomes: readonly Outcome[]): string {
  const holds = outcomes.every(({ count }) => count === 0);
  const checks = outcomes.map((outcome) => ({ ...outcome, ms: Math.round(outcome.ms) }));
  return `${JSON.stringify({ checkedAt: new Date().toISOString(), atRest, holds, checks }, null, 2)}\n`;
}
