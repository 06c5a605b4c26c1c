import { clientTooOld, invalidClientVersion } from './access.errors.js';

const OLDEST_SERVED = 102;

/**
 * Client programs say their version; what says none, a script for instance, is served.
 * @throws client_too_old
 */
export function checkClientVersion(header: string | readonly string[] | undefined): void {
  if (header === undefined) return;
  const major = /^(\d{1,9})(?:\.[\w.-]{0,50})?$/.exec(String(header).trim())?.[1];
  if (major === undefined) throw invalidClientVersion();
  if (Number(major) < OLDEST_SERVED) throw clientTooOld(OLDEST_SERVED);
}
