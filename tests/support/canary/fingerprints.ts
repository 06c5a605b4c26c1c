import { createHmac, hkdfSync } from 'node:crypto';
import type { Needle } from './needles.js';

/** A write that was sent with a key and a number in its body. */
export interface KeyedWrite {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly what: string;
}

/**
 * What the gateway's table would hold had it fingerprinted these writes as it does others, the number included:
 * who has its secret could try all numbers against that.
 */
export function fingerprintsOf(secret: string, writes: readonly KeyedWrite[]): Needle[] {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'idempotency fingerprint', 32));
  return writes.flatMap(({ method, path, body, what }) => {
    const said = JSON.stringify([method, path, canonical(body)]);
    const print = createHmac('sha256', key).update(said).digest();
    return [
      { what: `fingerprint of ${what}`, bytes: print },
      { what: `hex fingerprint of ${what}`, bytes: Buffer.from(print.toString('hex')) },
    ];
  });
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, canonical(field)]));
}
