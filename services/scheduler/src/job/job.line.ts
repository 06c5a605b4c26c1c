import { ImportJob, type ImportLine } from '@fieldline/contracts';
import { invalidRequest, malformedJson, Problem } from '@fieldline/http';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { tooManyLines } from './job.errors.js';

export const IMPORT_MAX_LINES = 10_000;

export interface NumberedLine {
  readonly line: number;
  readonly content: string;
}

export interface ReadLine {
  readonly line: number;
  /** Null when the line doesn't say. */
  readonly externalId: string | null;
  readonly job: ImportJob | Problem;
}

/** Blank lines are passed over, but counted. @throws Problem too_many_lines */
export function splitLines(text: string): NumberedLine[] {
  const lines = text
    .split('\n')
    .map((content, index) => ({ line: index + 1, content }))
    .filter(({ content }) => content.trim() !== '');
  if (lines.length > IMPORT_MAX_LINES) throw tooManyLines(IMPORT_MAX_LINES);
  return lines;
}

/** Checks a line as a request's body would be. */
export function readLine({ line, content }: NumberedLine): ReadLine {
  const plain = parse(content);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    return { line, externalId: null, job: malformedJson('This line is not a JSON object.') };
  }
  const job = plainToInstance(ImportJob, plain);
  const faults = validateSync(job, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  const errors = faults.flatMap(({ property, constraints }) =>
    Object.values(constraints ?? {}).map((message) => ({ field: property, message })),
  );
  const externalId = typeof job.externalId === 'string' ? job.externalId : null;
  // Neither survives the way to the database and back, so the name would not be found again.
  if (externalId?.includes('\0') || externalId?.isWellFormed() === false)
    errors.push({ field: 'externalId', message: 'externalId must be well-formed text' });
  return { line, externalId, job: errors.length > 0 ? invalidRequest(errors) : job };
}

/** The answer to a line that went wrong. */
export function refusal(
  { line, externalId }: Omit<ReadLine, 'job'>,
  { code, detail, errors = [] }: Problem,
): ImportLine {
  const sentence = errors.length > 0 ? errors.map(({ message }) => message).join('; ') : detail;
  return { line, externalId, outcome: 'error', error: { code, detail: sentence } };
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
