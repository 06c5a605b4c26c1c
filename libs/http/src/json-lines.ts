import type { ImportLine } from '@fieldline/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { inspectJson } from './json-body.js';
import { type FieldError, Problem } from './problem.js';
import { invalidRequest, malformedJson, together } from './problems.js';
import { eachOnce, faults } from './validation.pipe.js';

export const IMPORT_MAX_LINES = 10_000;
/** More faults of a line than this are not told. */
const MAX_FAULTS = 50;
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
  /** Without its faulty fields; undefined when the line can't be read at all. */
  readonly record: T | undefined;
  readonly problems: readonly Problem[];
}

export interface LineWriter<T> {
  /** Stores up to 500 records of different external ids, and answers each. */
  write(records: readonly T[]): Promise<readonly LineResult[]>;
  /** What else is wrong with records that are refused already, without their faulty fields. Stores nothing. */
  check?(records: readonly Partial<T>[]): Promise<readonly (readonly Problem[])[]>;
}

/**
 * Imports JSON lines and answers each of them, in order; a bad one doesn't stop the others, and hears of all that
 * is wrong with it at once. Blank lines are passed over, but counted; of no lines there are no answers.
 * @throws Problem too_many_lines
 */
export async function importJsonLines<T extends Named>(
  text: string,
  Class: new () => T,
  writer: LineWriter<T>,
): Promise<ImportLine[]> {
  const numbered = text
    .split('\n')
    // A byte order mark counts as space.
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== '');
  if (numbered.length > IMPORT_MAX_LINES) throw tooManyLines();
  const seen = new Set<string>();
  const answers: ImportLine[] = [];
  for (let from = 0; from < numbered.length; from += CHUNK) {
    const lines = numbered
      .slice(from, from + CHUNK)
      .map(({ line, content }) => onlyOnce(readLine(Class, line, content), seen));
    answers.push(...(await answered(lines, writer)));
  }
  return answers;
}

async function answered<T>(
  lines: readonly ReadLine<T>[],
  writer: LineWriter<T>,
): Promise<ImportLine[]> {
  const recordsOf = (isGood: boolean): T[] =>
    lines.flatMap(({ record, problems }) =>
      record !== undefined && isGood === (problems.length === 0) ? [record] : [],
    );
  const [good, faulty] = [recordsOf(true), recordsOf(false)];
  const results = paired(good, await writer.write(good));
  const more =
    faulty.length > 0 && writer.check ? paired(faulty, await writer.check(faulty)) : undefined;
  return lines.map((read) => {
    const { record, problems } = read;
    if (problems.length === 0 && record !== undefined) return answer(read, results.get(record));
    const others = record === undefined ? [] : (more?.get(record) ?? []);
    return refusal(read, together([...problems, ...others]));
  });
}

function paired<A, B>(keys: readonly A[], values: readonly B[]): Map<A, B> {
  return new Map(values.map((value, index) => [keys[index]!, value]));
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
  if (seen.has(read.externalId))
    return { ...read, problems: [...read.problems, duplicateExternalId()] };
  seen.add(read.externalId);
  return read;
}

/** Checks a line as a request's body would be. */
function readLine<T extends Named>(Class: new () => T, line: number, content: string): ReadLine<T> {
  const plain = parse(content);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    const problem = malformedJson('This line is not a JSON object.');
    return { line, externalId: null, record: undefined, problems: [problem] };
  }
  const named = (plain as Partial<Named>).externalId;
  const externalId = typeof named === 'string' ? named : null;
  try {
    const unstorable = inspectJson(plain);
    return { line, externalId, ...validated(Class, plain, unstorable) };
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return { line, externalId, record: undefined, problems: [problem] };
  }
}

function validated<T extends object>(
  Class: new () => T,
  plain: object,
  unstorable: readonly FieldError[],
): { record: T; problems: Problem[] } {
  const record = plainToInstance(Class, plain);
  const errors = validateSync(record, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  const refused = new Set(errors.map(({ property }) => property));
  const others = unstorable.filter(({ field }) => !refused.has(field));
  for (const field of [...refused, ...others.map((fault) => fault.field)])
    Reflect.deleteProperty(record, field);
  const found = [...eachOnce(errors.flatMap((error) => faults(error))), ...others];
  return { record, problems: found.length > 0 ? [invalidRequest(found.slice(0, MAX_FAULTS))] : [] };
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
