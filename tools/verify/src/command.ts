import { parseArgs } from 'node:util';

export const USAGE = `Checks the invariants of an installation, without changing anything.

  npm run verify                       the product that runs on DATA_DIR (.data)
  npm run verify -- [options]

  --database <url>     a database, of a role that sees every row; several times for several.
                       Also VERIFY_DATABASE_URLS, separated by commas, so that no list of
                       processes shows a password
  --simulator <url>    the simulator in Twilio's place, to compare its phones
  --at-rest            nothing is under way, so everything counts
  --grace <seconds>    how long a thing must have been as it is, while running (300)
  --tenant <id>        only this business; several times for several
  --examples <count>   how many of each kind are named (5)
  --timeout <seconds>  of a statement (60)
  --json               one JSON document instead of lines
  --help

Ends with 0 when all is well, 1 when something is wrong, 2 when it could not be looked at.
`;

export interface Command {
  readonly databaseUrls: readonly string[];
  readonly simulatorUrl: string | undefined;
  readonly atRest: boolean;
  readonly graceMs: number | undefined;
  readonly tenantIds: readonly string[] | undefined;
  readonly examples: number | undefined;
  readonly statementTimeoutMs: number | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

/** Reads the command line. @throws Error saying which option is wrong */
export function readCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      database: { type: 'string', multiple: true },
      simulator: { type: 'string' },
      'at-rest': { type: 'boolean', default: false },
      grace: { type: 'string' },
      tenant: { type: 'string', multiple: true },
      examples: { type: 'string' },
      timeout: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const fromEnvironment = (environment['VERIFY_DATABASE_URLS'] ?? '').split(',').filter(Boolean);
  const seconds = (name: 'grace' | 'timeout'): number | undefined =>
    wholeNumber(name, values[name], (count) => count * 1_000);
  return {
    databaseUrls: values.database ?? fromEnvironment,
    simulatorUrl: values.simulator?.replace(/\/$/, ''),
    atRest: values['at-rest'],
    graceMs: seconds('grace'),
    tenantIds: values.tenant,
    examples: wholeNumber('examples', values.examples),
    statementTimeoutMs: seconds('timeout'),
    json: values.json,
    help: values.help,
  };
}

function wholeNumber(
  name: string,
  text: string | undefined,
  scale: (count: number) => number = (count) => count,
): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} must be a whole number above 0`);
  return scale(Number(text));
}
