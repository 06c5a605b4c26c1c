import { type FieldCode, fieldCodes } from './field-codes.js';

const maxLength = 60;
/** Fewer letters begin too many codes. */
const minStart = 4;

/** The known code that somebody may have meant by `text`; undefined when none is near. */
export function nearestCode(text: string): FieldCode | undefined {
  const wanted = text.slice(0, maxLength).toLowerCase();
  if (wanted === '') return undefined;
  const [best] = fieldCodes
    .map(({ code }) => ({ code, distance: distanceTo(code.toLowerCase(), wanted) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, wanted.length / 3) ? best.code : undefined;
}

/**
 * Letters to add, leave out or change (Levenshtein). What only lacks its end (`customer`) is one step away,
 * whatever it lacks.
 */
function distanceTo(code: string, wanted: string): number {
  let row = Array.from({ length: wanted.length + 1 }, (_, column) => column);
  let toStart = Infinity;
  for (const [line, letter] of [...code].entries()) {
    const next = [line + 1];
    for (let column = 1; column <= wanted.length; column += 1) {
      const change = row[column - 1]! + (wanted[column - 1] === letter ? 0 : 1);
      next.push(Math.min(change, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
    toStart = Math.min(toStart, row[wanted.length]!);
  }
  return Math.min(row[wanted.length]!, wanted.length < minStart ? Infinity : toStart + 1);
}
