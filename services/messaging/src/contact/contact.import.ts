import { ImportContact } from '@fieldline/contracts';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { tooManyLines } from './contact.errors.js';

export const IMPORT_MAX_LINES = 10_000;

export type ImportedLine =
  | { readonly line: number; readonly record: ImportContact }
  | {
      readonly line: number;
      readonly externalId: string | null;
      readonly error: { readonly code: string; readonly detail: string };
    };

/**
 * Reads JSON lines; blank ones are passed over, their numbers count.
 * @throws too_many_lines
 */
export async function readLines(text: string): Promise<ImportedLine[]> {
  const numbered = text.split('\n').map((content, index) => ({ line: index + 1, content }));
  const lines = numbered.filter(({ content }) => content.trim() !== '');
  if (lines.length > IMPORT_MAX_LINES) throw tooManyLines(IMPORT_MAX_LINES);
  return Promise.all(lines.map(({ line, content }) => readLine(line, content)));
}

async function readLine(line: number, content: string): Promise<ImportedLine> {
  let plain: unknown;
  try {
    plain = JSON.parse(content);
  } catch {
    return {
      line,
      externalId: null,
      error: { code: 'malformed_json', detail: 'This line is not JSON.' },
    };
  }
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain))
    return {
      line,
      externalId: null,
      error: { code: 'invalid_request', detail: 'This line is not an object.' },
    };
  const record = plainToInstance(ImportContact, plain);
  const faults = await validate(record, {
    whitelist: true,
    forbidNonWhitelisted: true,
    validationError: { target: false, value: false },
  });
  if (faults.length === 0) return { line, record };
  const detail = faults.flatMap((fault) => Object.values(fault.constraints ?? {})).join('; ');
  const externalId = typeof record.externalId === 'string' ? record.externalId : null;
  return { line, externalId, error: { code: 'invalid_request', detail } };
}
