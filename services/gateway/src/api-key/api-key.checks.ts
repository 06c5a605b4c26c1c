import type { CreateApiKey } from '@fieldline/contracts';
import type { Access } from '../access/access.js';
import { isTenantPermission } from '../access/permissions.js';
import {
  expiryPassed,
  scopeOutOfReach,
  secretNotChosen,
  secretWithSpaces,
  unknownScopes,
} from './api-key.errors.js';

/** What a key may do is no more than its maker may. */
export function scopesOf(scopes: readonly string[], { permissions }: Access): string[] {
  const unknown = scopes.flatMap((scope, index) => (isTenantPermission(scope) ? [] : [index]));
  if (unknown.length > 0) throw unknownScopes(unknown);
  if (!scopes.every((scope) => isTenantPermission(scope) && permissions.has(scope)))
    throw scopeOutOfReach();
  return [...new Set(scopes)].toSorted();
}

export function expiryOf({ expiresAt }: CreateApiKey): Date | null {
  const at = expiresAt ? new Date(expiresAt) : null;
  if (at && at.getTime() <= Date.now()) throw expiryPassed();
  return at;
}

/** A secret that an operator brings, for installations that are set up by a program. */
export function chosenSecretOf(
  { secret }: CreateApiKey,
  { principal }: Access,
): string | undefined {
  if (!secret) return undefined;
  if (principal.role !== 'operator') throw secretNotChosen();
  if (/\s/.test(secret)) throw secretWithSpaces();
  return secret;
}
