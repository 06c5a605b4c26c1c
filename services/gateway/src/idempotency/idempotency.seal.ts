import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

/**
 * What is kept of a request and its answer, so that a copy of the table gives nothing away: answers
 * may hold a new key's secret, requests a password, and a plain hash of a password can be guessed.
 */
export class Seal {
  private readonly fingerprintKey: Buffer;
  private readonly answerKey: Buffer;

  constructor(secret: string) {
    this.fingerprintKey = subkey(secret, 'idempotency fingerprint');
    this.answerKey = subkey(secret, 'idempotency answer');
  }

  /** Equal for the same method, path and body, whatever the order of the body's fields. */
  fingerprint(method: string, path: string, body: unknown): Buffer {
    return createHmac('sha256', this.fingerprintKey)
      .update(JSON.stringify([method, path, canonical(body)]))
      .digest();
  }

  close(plain: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.answerKey, nonce);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** @throws Error when it was closed with another secret */
  open(sealed: Buffer): Buffer {
    const nonce = sealed.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.answerKey, nonce);
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const rest = sealed.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(rest), decipher.final()]);
  }
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, canonical(field)]));
}

function subkey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}
