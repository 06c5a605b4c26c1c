import { parseArgs } from 'node:util';
import { UsageError } from './usage.js';

/** What is asked of the API. */
export interface Request {
  readonly noun: 'dead-letters' | 'republications';
  readonly verb: 'list' | 'show' | 'replay' | 'drop' | 'republish';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
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
  tenant: { type: 'string' },
  topic: { type: 'string' },
  type: { type: 'string' },
  limit: { type: 'string' },
  cursor: { type: 'string' },
} as const;
type Values = ReturnType<typeof parse>['values'];

const PAGE = ['limit', 'cursor'] as const;
const FILTERS = ['state', 'reason', 'topic', 'type', ...PAGE] as const;

/** @throws UsageError saying what isn't understood */
export function readCommand(argv: readonly string[]): Command {
  const { values, positionals } = parse(argv);
  const json = values.json === true;
  if (values.help || argv.length === 0) return { request: undefined, json };
  const [noun, ...words] = positionals;
  return { request: requestOf(noun, words, values), json };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function requestOf(noun: string | undefined, words: readonly string[], values: Values): Request {
  switch (noun) {
    case 'republish':
      return republication(words, values);
    case 'republications':
    case 'dead-letters': {
      const [verb, id, ...rest] = words;
      if (rest.length > 0) throw new UsageError(`Too many arguments: ${rest.join(' ')}`);
      const request = lookAt(noun, verb, id, values) ?? resolution(noun, verb, id, values);
      if (request) return request;
      const verbs = noun === 'dead-letters' ? 'list, show, replay or drop' : 'list or show';
      throw new UsageError(`${noun} can't ${verb ?? '(nothing)'}: ${verbs}`);
    }
    default:
      throw new UsageError(`Unknown command: ${noun ?? '(none)'}`);
  }
}

function republication(facts: readonly string[], { reason, tenant }: Values): Request {
  if (facts.length === 0) throw new UsageError('Name a fact: messaging.contact.changed.v1, …');
  if (!reason) throw new UsageError('Say why: republish FACT --reason "…". It stays on record.');
  return {
    noun: 'republications',
    verb: 'republish',
    method: 'POST',
    path: '/v1/republications',
    body: { facts, reason, ...(tenant !== undefined && { tenantId: tenant }) },
  };
}

function lookAt(
  noun: Request['noun'],
  verb: string | undefined,
  id: string | undefined,
  values: Values,
): Request | undefined {
  if (verb === 'show') return { noun, verb, method: 'GET', path: pathOf(noun, id) };
  if (verb !== 'list') return undefined;
  if (id !== undefined) throw new UsageError('A list takes no id. One of them: show ID');
  // Open letters unless asked for others: what is to be done.
  const { state = 'open' } = values;
  const query =
    noun === 'dead-letters'
      ? queryOf({ ...values, state: state === 'all' ? undefined : state }, FILTERS)
      : queryOf(values, PAGE);
  return { noun, verb, method: 'GET', path: `/v1/${noun}${query}` };
}

function resolution(
  noun: Request['noun'],
  verb: string | undefined,
  id: string | undefined,
  { reason }: Values,
): Request | undefined {
  if (noun !== 'dead-letters' || (verb !== 'replay' && verb !== 'drop')) return undefined;
  if (!reason) throw new UsageError(`Say why: ${verb} ID --reason "…". It stays on record.`);
  return { noun, verb, method: 'POST', path: `${pathOf(noun, id)}/${verb}`, body: { reason } };
}

function pathOf(noun: Request['noun'], id: string | undefined): string {
  if (!id) throw new UsageError('Name it by its id');
  return `/v1/${noun}/${encodeURIComponent(id)}`;
}

function queryOf(values: Values, filters: readonly (typeof FILTERS)[number][]): string {
  const query = new URLSearchParams();
  for (const filter of filters) {
    const value = values[filter];
    if (value !== undefined) query.set(filter, value);
  }
  return query.size > 0 ? `?${query.toString()}` : '';
}
