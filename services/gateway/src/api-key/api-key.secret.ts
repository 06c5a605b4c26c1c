import { createHash, randomBytes } from 'node:crypto';
import type { ApiKeyMode } from '@fieldline/contracts';

const SECRET_BYTES = 32;
const PREFIX_LENGTH = 12;
const OURS = /^fl_(?:live|test)_[\w-]{43}$/;

/** 256 random bits that say what they are: scanners for leaked secrets know them by their start. */
export function newSecret(mode: ApiKeyMode): string {
  return `fl_${mode}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

/** All that is stored. A fast hash will do: nobody guesses 256 random bits. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Enough to tell keys apart, too little to use one, nor much of one that isn't of our making. */
export function prefixOf(secret: string): string {
  return OURS.test(secret) ? secret.slice(0, PREFIX_LENGTH) : `${secret.slice(0, 4)}…`;
}
