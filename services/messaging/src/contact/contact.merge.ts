import type { UpsertContact } from '@fieldline/contracts';
import type { Contact } from './contact.entity.js';

/** What a business's program may set. */
export type ContactFields = Pick<
  Contact,
  | 'kind'
  | 'name'
  | 'smsNumber'
  | 'customerType'
  | 'class'
  | 'timeZone'
  | 'postalCode'
  | 'sourceVersion'
>;

/** A change whose number is already E.164. */
export type ContactChange = UpsertContact;

export type Merged =
  | { readonly outcome: 'updated' | 'unchanged'; readonly fields: ContactFields }
  | { readonly outcome: 'stale'; readonly storedVersion: number };

const KEYS = [
  'kind',
  'name',
  'smsNumber',
  'customerType',
  'class',
  'timeZone',
  'postalCode',
] as const;

/** An omitted field keeps its value, null clears it; an older source version changes nothing. */
export function mergeContact(stored: ContactFields, change: ContactChange): Merged {
  const { sourceVersion } = change;
  if (
    sourceVersion !== undefined &&
    stored.sourceVersion !== null &&
    sourceVersion < stored.sourceVersion
  )
    return { outcome: 'stale', storedVersion: stored.sourceVersion };
  const fields = { ...stored, ...defined(change) };
  const changed = KEYS.some((key) => fields[key] !== stored[key]);
  const newer = fields.sourceVersion !== stored.sourceVersion;
  return { outcome: changed || newer ? 'updated' : 'unchanged', fields };
}

/** @returns the fields of a new contact, or the names of those that are missing */
export function newContact(change: ContactChange): ContactFields | { readonly missing: string[] } {
  const { kind, name } = change;
  if (!kind || !name) return { missing: [...(kind ? [] : ['kind']), ...(name ? [] : ['name'])] };
  return {
    kind,
    name,
    smsNumber: change.smsNumber ?? null,
    customerType: change.customerType ?? null,
    class: change.class ?? null,
    timeZone: change.timeZone ?? null,
    postalCode: change.postalCode ?? null,
    sourceVersion: change.sourceVersion ?? null,
  };
}

function defined(change: ContactChange): Partial<ContactFields> {
  const entries = Object.entries(change).filter(
    ([key, value]) => key !== 'externalId' && value !== undefined,
  );
  return Object.fromEntries(entries);
}
