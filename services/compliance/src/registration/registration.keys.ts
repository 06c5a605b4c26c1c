import { derivedId, type RegistrationPath } from '@fieldline/contracts';

/**
 * Our own name of something at Twilio, by which it is found again. Another path is another profile, with
 * other things in it.
 */
export function keyOf(tenantId: string, path: RegistrationPath, ...parts: string[]): string {
  return derivedId('registration', tenantId, path, ...parts);
}
