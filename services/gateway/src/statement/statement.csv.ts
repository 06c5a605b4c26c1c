import type { StatementLine } from '@fieldline/contracts';

/** In the order of the file. Each that counts something adds up to what the statement says under its name. */
const COLUMNS = [
  'at',
  'type',
  'id',
  'sentBy',
  'number',
  'jobType',
  'quoted',
  'purchased',
  'granted',
  'restored',
  'withdrawn',
  'reversed',
  'sent',
  'received',
  'held',
  'released',
  'paidMicros',
  'grantedMicros',
  'restoredMicros',
  'withdrawnMicros',
  'reversedMicros',
  'sentMicros',
  'receivedMicros',
  'reason',
] as const satisfies readonly (keyof StatementLine)[];

const END = '\r\n';
/** A spreadsheet would take it for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** In E.164: as a formula it is no more than a number. */
const TELEPHONE_NUMBER = /^\+\d{8,15}$/;
const SPECIAL = /[",\r\n]/;

/** The header's line (RFC 4180). */
export const CSV_HEADER = COLUMNS.join(',') + END;

export function toCsv(lines: readonly StatementLine[]): string {
  return lines.map((line) => COLUMNS.map((column) => cell(line[column])).join(',') + END).join('');
}

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  const plain = FORMULA.test(text) && !TELEPHONE_NUMBER.test(text) ? `'${text}` : text;
  return SPECIAL.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
