import type { ImportLine } from '@fieldline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Problem } from './problem.js';
import { invalidRequest, malformedJson } from './problems.js';
import { refusePrototypeKeys } from './prototype-keys.js';
import { refuseUnstorableText } from './storable-text.js';
import { faults } from './validation.pipe.js';

export const IMPORT_MAX_LINES = 10_000;
/** Lines that share a transaction. An import that breaks off is repeated: what is stored is unchanged. */
const CHUNK = 500;

interface Named {
  externalId: string;
}

export type LineResult =
  | { readonly outcome: 'created' | 'updated' | 'unchanged'; readonly id: string }
  | { readonly outcome: 'error'; readonly problem: Problem };

interface ReadLine<T> {
  readonly line: number;
  /** Null when the line doesn't say. */
  readonly externalId: string | null;
  readonly record: T | Problem;
}

/**
 * Imports JSON lines and answers each of them, in order; a bad one doesn't stop the others.
 * Blank lines are passed over, but counted.
 * @param write stores up to 500 records of different external ids, and answers each
 * @throws Problem too_many_lines
 */
export async function importJsonLines<T extends Named>(
  text: string,
  Class: new () => T,
  write: (records: readonly T[]) => Promise<readonly LineResult[]>,
): Promise<ImportLine[]> {
  const numbered = text
    .split('\n')
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => content.trim() !== '');
  if (numbered.length > IMPORT_MAX_LINES) throw tooManyLines();
  const seen = new Set<string>();
  const answers: ImportLine[] = [];
  for (let from = 0; from < numbered.length; from += CHUNK) {
    const lines = numbered
      .slice(from, from + CHUNK)
      .map(({ line, content }) => onlyOnce(readLine(Class, line, content), seen));
    const records = lines.flatMap(({ record }) => (record instanceof Problem ? [] : [record]));
    const results = await write(records);
    const byRecord = new Map(records.map((record, index) => [record, results[index]]));
    answers.push(
      ...lines.map((read) =>
        read.record instanceof Problem
          ? refusal(read, read.record)
          : answer(read, byRecord.get(read.record)),
      ),
    );
  }
  return answers;
}

function answer<T>(read: ReadLine<T>, result: LineResult | undefined): ImportLine {
  if (!result) throw new Error('a line was written without a result');
  if (result.outcome === 'error') return refusal(read, result.problem);
  const { line, externalId } = read;
  return { line, externalId, outcome: result.outcome, id: result.id };
}

/** The first line of a record counts, right or wrong; which of two is meant can't be known. */
function onlyOnce<T>(read: ReadLine<T>, seen: Set<string>): ReadLine<T> {
  if (read.externalId === null) return read;
  if (seen.has(read.externalId)) return { ...read, record: duplicateExternalId() };
  seen.add(read.externalId);
  return read;
}

/** Checks a line as a request's body would be. */
function readLine<T extends Named>(Class: new () => T, line: number, content: string): ReadLine<T> {
  const plain = parse(content);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    return { line, externalId: null, record: malformedJson('This line is not a JSON object.') };
  const named = (plain as Partial<Named>).externalId;
  const externalId = typeof named === 'string' ? named : null;
  try {
    refusePrototypeKeys(plain);
    refuseUnstorableText(plain);
    return { line, externalId, record: validated(Class, plain) };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { line, externalId, record: problem };
  }
}

function validated<T extends object>(Class: new () => T, plain: object): T {
  const record = plainToInstance(Class, plain);
  const errors = validateSync(record, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  }).flatMap((error) => faults(error));
  if (errors.length > 0) throw invalidRequest(errors);
  return record;
}

function refusal<T>({ line, externalId }: ReadLine<T>, problem: Problem): ImportLine {
  const { code, detail, errors = [] } = problem;
  if (errors.length === 0) return { line, externalId, outcome: 'error', error: { code, detail } };
  const sentence = errors.map(({ message }) => message).join('; ');
  return { line, externalId, outcome: 'error', error: { code, detail: sentence, errors } };
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

const tooManyLines = (): Problem =>
  new Problem({
    code: 'too_many_lines',
    status: 400,
    detail: `An import takes up to ${IMPORT_MAX_LINES} lines.`,
  });

const DUPLICATE = 'This external id stands on an earlier line of the same import.';

const duplicateExternalId = (): Problem =>
  new Problem({
    code: 'duplicate_external_id',
    status: 422,
    detail: DUPLICATE,
    errors: [{ field: 'externalId', message: DUPLICATE }],
  });
