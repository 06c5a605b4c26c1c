import { createHash } from 'node:crypto';

/** How rows are written down and hashed. Another way gets another name, and begins on another day. */
export const FORMAT = 'fieldline-seal-2';

/** What a day's root is made of. Hashes are SHA-256 in hexadecimal. */
export interface Sealed {
  /** The root of the last day before that was sealed; of the first, `firstLink`. */
  readonly previousRoot: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly table: string;
  readonly rows: number;
  /** Of the day's rows, see `daysDigested`. */
  readonly digest: string;
}

/**
 * `sha256(previous root ‖ "day table rows\n" ‖ digest)`: who changes a row, or a root, has to change every
 * root after it.
 * @returns 64 hexadecimal digits
 */
export function rootOf({ previousRoot, day, table, rows, digest }: Sealed): string {
  return createHash('sha256')
    .update(previousRoot, 'hex')
    .update(`${day} ${table} ${rows}\n`)
    .update(digest, 'hex')
    .digest('hex');
}

/** Where a business's chain of a table begins, so that no seal passes for another's. */
export function firstLink(tenantId: string, table: string): string {
  return createHash('sha256').update(`${FORMAT} ${tenantId} ${table}`).digest('hex');
}
