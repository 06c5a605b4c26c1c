import { parseArgs } from 'node:util';

/** What was asked for on the command line of `npm run start:kafka`. */
export type Request =
  | { readonly kind: 'start'; readonly replicas: number }
  | { readonly kind: 'command'; readonly words: readonly string[] };

const MAX_REPLICAS = 4;
export const USAGE = `Usage: npm run start:kafka                       starts everything
       npm run start:kafka -- --replicas 2        with two processes of each service (up to ${MAX_REPLICAS})
       npm run start:kafka -- restart <service>   builds, and restarts a service of the one that runs
       npm run start:kafka -- status              its processes`;

/** @throws Error with the usage */
export function parseRequest(args: readonly string[]): Request {
  const { values, positionals } = parse(args);
  const [verb, name, ...more] = positionals;
  const replicas = Number(values.replicas ?? 1);
  const isCommand = (verb === 'restart' && name && !more.length) || (verb === 'status' && !name);
  if (isCommand && values.replicas === undefined) return { kind: 'command', words: positionals };
  if (verb || !Number.isInteger(replicas) || replicas < 1 || replicas > MAX_REPLICAS)
    throw new Error(USAGE);
  return { kind: 'start', replicas };
}

function parse(args: readonly string[]) {
  try {
    const options = { replicas: { type: 'string' } } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new Error(USAGE, { cause: error });
  }
}
