import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

export interface Sealed {
  readonly keyId: string;
  readonly bytes: Buffer;
}

/**
 * Keeps passwords of mail servers: what the database holds is of no use without the keys, nor to another
 * business. The first key closes; each opens what it has closed, until nothing of it is left.
 */
export class PasswordSeal {
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly current: string;

  /** @param secrets `<id>:<secret>`, the newest first, with commas between them */
  constructor(secrets: string) {
    const entries = secrets.split(',').map((entry): [string, Buffer] => {
      const [id = '', ...secret] = entry.split(':');
      return [id, Buffer.from(hkdfSync('sha256', secret.join(':'), '', 'smtp password', 32))];
    });
    this.keys = new Map(entries);
    this.current = entries[0]?.[0] ?? '';
  }

  close(tenantId: string, password: string): Sealed {
    const keyId = this.current;
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.keyOf(keyId), nonce);
    cipher.setAAD(Buffer.from(tenantId));
    const closed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
    return { keyId, bytes: Buffer.concat([nonce, cipher.getAuthTag(), closed]) };
  }

  /** @throws Error for another business's, or one whose key is gone */
  open(tenantId: string, { keyId, bytes }: Sealed): string {
    const decipher = createDecipheriv(
      ALGORITHM,
      this.keyOf(keyId),
      bytes.subarray(0, NONCE_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(Buffer.from(tenantId));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const rest = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(rest), decipher.final()]).toString('utf8');
  }

  private keyOf(id: string): Buffer {
    const key = this.keys.get(id);
    if (!key) throw new Error(`no key ${id} for passwords of mail servers`);
    return key;
  }
}
