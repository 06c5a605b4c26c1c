import { randomBytes } from 'node:crypto';

/** A name as The Campaign Registry gives: a letter and six of A to Z and 0 to 9. */
export function registrySid(letter: 'B' | 'C'): string {
  const characters = [...randomBytes(6)].map((byte) => (byte % 36).toString(36));
  return letter + characters.join('').toUpperCase();
}
