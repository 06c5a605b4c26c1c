import { parseArgs } from 'node:util';
import { CHECKS } from './checks/all-checks.js';
import type { Installation } from './options.js';

export const USAGE = `Checks the invariants of an installation, without changing anything.

  npm run verify                       the product that runs on DATA_DIR (.data or .data/on-kafka)
  npm run verify -- [options]
  npm run verify -- --every 5m         goes on, logs what is wrong and measures it

  --database <url>     a database, of a role that sees every row; several times for several.
                       Also VERIFY_DATABASE_URLS, separated by commas, so that no list of
                       processes shows a password; or POSTGRES_URL, as the launcher has it
  --simulator <url>    the simulator in Twilio's place, to compare its phones
  --at-rest            nothing is under way, so everything counts
  --grace <seconds>    how long a thing must have been as it is, while running (300)
  --recent <time>      leaves messages and rows of sealed days alone that are older than 12h, 3d
  --only <invariant>   nothing else; several times for several
  --tenant <id>        only this business; several times for several
  --examples <count>   how many of each kind are named (5)
  --timeout <seconds>  of a statement (60)
  --json               one JSON document instead of lines
  --every <time>       looks again after 30s, 5m, 1h, until it is stopped
  --help

Ends with 0 when all is well, 1 when something is wrong, 2 when it could not be looked at.
With --every it ends when it is told to, with 0.
`;

/** Whoever looks often hashes the rows of these sealed days anew; of older ones the seals. */
const WATCHED_DAYS = '3d';

export interface Command {
  readonly databaseUrls: readonly string[];
  readonly simulatorUrl: string | undefined;
  readonly how: Omit<Installation, 'databaseUrls' | 'simulatorUrl'>;
  readonly json: boolean;
  /** From one look to the next; once when it isn't given. */
  readonly everyMs: number | undefined;
  readonly help: boolean;
}

const OPTIONS = {
  database: { type: 'string', multiple: true, default: [] as string[] },
  simulator: { type: 'string' },
  'at-rest': { type: 'boolean', default: false },
  grace: { type: 'string' },
  recent: { type: 'string' },
  only: { type: 'string', multiple: true },
  tenant: { type: 'string', multiple: true },
  examples: { type: 'string' },
  timeout: { type: 'string' },
  json: { type: 'boolean', default: false },
  every: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. @throws Error saying which option is wrong */
export function readCommand(args: readonly string[]): Command {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const seconds = (name: 'grace' | 'timeout'): number | undefined =>
    wholeNumber(name, values[name], (count) => count * 1_000);
  if (values.every !== undefined && values['at-rest'])
    throw new Error('--every looks at what runs: without --at-rest');
  return {
    databaseUrls: values.database,
    simulatorUrl: values.simulator?.replace(/\/$/, ''),
    how: {
      atRest: values['at-rest'],
      graceMs: seconds('grace'),
      recentMs: duration('recent', values.recent),
      sealedMs: duration('recent', values.recent ?? (values.every && WATCHED_DAYS)),
      only: known(values.only),
      tenantIds: values.tenant,
      examples: wholeNumber('examples', values.examples),
      statementTimeoutMs: seconds('timeout'),
    },
    json: values.json,
    everyMs: duration('every', values.every),
    help: values.help,
  };
}

function known(only: string[] | undefined): string[] | undefined {
  const names = CHECKS.flatMap(({ invariants }) => Object.keys(invariants));
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only: there is no invariant ${unknown}`);
  return only;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

function duration(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ''] = /^([1-9]\d{0,3})([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  if (!unitMs) throw new Error(`--${name} must be a time such as 30s, 5m, 1h or 3d`);
  return Number(count) * unitMs;
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
