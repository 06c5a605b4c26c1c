import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';
/** Never in a fingerprint, whatever route it was sent to: all numbers of nine digits can be tried. */
const TAX_NUMBER = 'taxId';

/**
 * What is kept of a request and its answer, so that a copy of the table gives nothing away: answers
 * may hold a new key's secret, requests a password, and a plain hash of a password can be guessed.
 */
export class Seal {
  private readonly fingerprintKey: KeyObject;
  private readonly answerKey: KeyObject;

  constructor(secret: string) {
    this.fingerprintKey = subkey(secret, 'idempotency fingerprint');
    this.answerKey = subkey(secret, 'idempotency answer');
  }

  /** Equal for the same method, path and body, whatever the order of the body's fields, and its tax number. */
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
  const fields = Object.entries(value)
    .filter(([name]) => name !== TAX_NUMBER)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, canonical(field)]));
}

/** A key object, as bytes would be made one anew for each request. */
function subkey(secret: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', purpose, 32)));
}
