import { parseArgs } from 'node:util';
import { UsageError } from './usage.js';

/** What is asked of the API. */
export interface Request {
  readonly verb: 'list' | 'show' | 'replay' | 'drop';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: { readonly reason: string };
}

export interface Command {
  /** Undefined: help is asked for. */
  readonly request: Request | undefined;
  readonly json: boolean;
}

const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  reason: { type: 'string' },
  state: { type: 'string' },
  topic: { type: 'string' },
  type: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;
type Values = ReturnType<typeof parse>['values'];

const FILTERS = ['state', 'reason', 'topic', 'type', 'limit', 'cursor'] as const;
const LETTERS = '/v1/dead-letters';

/** @throws UsageError saying what isn't understood */
export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const json = values.json === true;
  if (values.help || argv.length === 0) return { request: undefined, json };
  const [noun, verb, id, ...rest] = positionals;
  if (noun !== 'dead-letters') throw new UsageError(`Unknown command: ${noun ?? '(none)'}`);
  if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`);
  return { request: requestOf(verb, id, values), json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function requestOf(verb: string | undefined, id: string | undefined, values: Values): Request {
  switch (verb) {
    case 'list':
      if (id !== undefined) throw new UsageError('A list takes no id. One letter: show ID');
      return { verb, method: 'GET', path: `${LETTERS}${queryOf(values)}` };
    case 'show':
      return { verb, method: 'GET', path: pathOf(id) };
    case 'replay':
    case 'drop': {
      const { reason } = values;
      if (!reason) throw new UsageError(`Say why: ${verb} ID --reason "…". It stays on record.`);
      return { verb, method: 'POST', path: `${pathOf(id)}/${verb}`, body: { reason } };
    }
    default:
      throw new UsageError(`dead-letters can't ${verb ?? '(nothing)'}: list, show, replay or drop`);
  }
}

function pathOf(id: string | undefined): string {
  if (!id) throw new UsageError('Name the letter by its id');
  return `${LETTERS}/${encodeURIComponent(id)}`;
}

/** Open ones unless asked for others: what is to be done. */
function queryOf({ state = 'open', ...values }: Values): string {
  const given = { ...values, state: state === 'all' ? undefined : state };
  const query = new URLSearchParams();
  for (const filter of FILTERS) {
    const value = given[filter];
    if (value !== undefined) query.set(filter, value);
  }
  return query.size > 0 ? `?${query.toString()}` : '';
}
