import { createHash } from 'node:crypto';
import type { Inclusion } from '@fieldline/contracts';

/** So many hashes make one of the level above. */
export const FAN_OUT = 16;
/** Every tree has so many levels above its rows, and its digest on top, of however many are left. */
export const LEVELS = 5;

const HASH_DIGITS = 64;
const HEX = /^[0-9a-f]*$/;

/** The SHA-256 of a row as `canonicalRow` writes it, in hexadecimal. */
export function hashOfRow(row: string): string {
  return createHash('sha256').update(row, 'utf8').digest('hex');
}

/** The digest of a day's rows, from their hashes in their order. */
export function digestOf(hashes: readonly string[]): string {
  return hashOf(topOf(hashes));
}

/**
 * What shows that a row is one of a day's without showing the others.
 * @param hashes of all of the day's rows, in their order
 */
export function inclusionOf(hashes: readonly string[], place: number): Inclusion {
  const steps: Inclusion['steps'][number][] = [];
  let [level, at] = [hashes, place];
  for (let above = 1; above <= LEVELS; above += 1) {
    const start = at - (at % FAN_OUT);
    steps.push(stepOf(level.slice(start, start + FAN_OUT), at - start));
    level = levelAbove(level);
    at = Math.floor(at / FAN_OUT);
  }
  steps.push(stepOf(level, at));
  return { place, rows: hashes.length, steps };
}

/**
 * The digest of a day in which a row has the place that is claimed.
 * @returns undefined when it can't have it
 */
export function digestFrom(rowHash: string, { place, rows, steps }: Inclusion): string | undefined {
  if (!isPlace(place, rows) || steps.length !== LEVELS + 1) return undefined;
  let [hash, at, width] = [rowHash, place, rows];
  for (const [above, { before, after }] of steps.entries()) {
    const start = above < LEVELS ? at - (at % FAN_OUT) : 0;
    const end = above < LEVELS ? Math.min(start + FAN_OUT, width) : width;
    if (!isHashes(before, at - start) || !isHashes(after, end - at - 1)) return undefined;
    hash = hashOf([before, hash, after]);
    at = Math.floor(at / FAN_OUT);
    width = Math.ceil(width / FAN_OUT);
  }
  return hash;
}

function topOf(hashes: readonly string[]): readonly string[] {
  let level = hashes;
  for (let above = 1; above <= LEVELS; above += 1) level = levelAbove(level);
  return level;
}

function levelAbove(level: readonly string[]): string[] {
  const parents: string[] = [];
  for (let start = 0; start < level.length; start += FAN_OUT)
    parents.push(hashOf(level.slice(start, start + FAN_OUT)));
  return parents;
}

function stepOf(group: readonly string[], at: number): { before: string; after: string } {
  return { before: group.slice(0, at).join(''), after: group.slice(at + 1).join('') };
}

function hashOf(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join(''), 'hex').digest('hex');
}

function isPlace(place: number, rows: number): boolean {
  return Number.isSafeInteger(place) && Number.isSafeInteger(rows) && place >= 0 && place < rows;
}

function isHashes(text: string, count: number): boolean {
  return typeof text === 'string' && text.length === count * HASH_DIGITS && HEX.test(text);
}
