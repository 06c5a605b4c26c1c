import { randomBytes } from 'node:crypto';

/** A Twilio SID: two letters and 32 hexadecimal digits. */
export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}
