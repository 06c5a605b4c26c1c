import { LIMITS } from '../limits.js';
import { httpStatusOf } from '../wire/twilio-error.js';
import { InvalidFaults, readFlag, readInteger, readRecord, readText } from './reading.js';

/** Requests that are answered with an error before anything happens. */
export interface Refusal {
  /** What the path contains, such as `/v1/EndUsers`. */
  path: string;
  /** Every method, unless named. */
  method: 'GET' | 'POST' | 'DELETE' | null;
  code: number;
  status: number;
  /** How many of them, counted from the PUT; null for all. */
  times: number | null;
  /** The message repeats the form, as Twilio's messages quote what they don't like. */
  echo: boolean;
}

const METHODS = ['GET', 'POST', 'DELETE'] as const;

export function parseRefusals(value: unknown): Refusal[] {
  if (!Array.isArray(value) || value.length > LIMITS.faultRefusals) {
    throw new InvalidFaults(`refusals must be a list of up to ${LIMITS.faultRefusals}`);
  }
  return value.map((item: unknown, index) => refusalOf(`refusals[${index}]`, item));
}

function refusalOf(name: string, value: unknown): Refusal {
  const fields = readRecord(name, value);
  const code = readInteger(`${name}.code`, fields.code, 10_000, 99_999);
  const method = METHODS.find((known) => known === fields.method) ?? null;
  if (fields.method !== undefined && method === null) {
    throw new InvalidFaults(`${name}.method must be ${METHODS.join(', ')}`);
  }
  return {
    path: readText(`${name}.path`, fields.path),
    method,
    code,
    status: readInteger(`${name}.status`, fields.status ?? httpStatusOf(code), 400, 599),
    times:
      fields.times === undefined ? null : readInteger(`${name}.times`, fields.times, 1, 1_000_000),
    echo: readFlag(`${name}.echo`, fields.echo ?? false),
  };
}
