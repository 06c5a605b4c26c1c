import { v5, v7, validate } from 'uuid';

/** UUIDv5 namespace of every derived id: changing it would make each natural key a second row. */
const NAMESPACE = '6f1d0c0a-3f0e-5b1c-9a56-2f4b7f0c5e11';

/** Stands for the platform where a business's id stands: operators, and what is for everybody, are its rows. */
export const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';

/** A new row's id: UUIDv7, so that ids sort by the time they were made. */
export function newId(): string {
  return v7();
}

/**
 * The id of a natural key (UUIDv5), so that a repeat can't make a second row.
 * @param kind what the key names, for instance 'conversation': equal parts of another kind give another id
 */
export function derivedId(kind: string, ...parts: readonly string[]): string {
  return v5(JSON.stringify([kind, ...parts]), NAMESPACE);
}

export function isId(text: unknown): text is string {
  return typeof text === 'string' && validate(text);
}

/** The number of a person, as one business knows it. */
export function recipientIdOf(tenantId: string, e164: string): string {
  return derivedId('recipient', tenantId, e164);
}

/** The thread between one of a business's numbers and a person's. */
export function conversationIdOf(tenantId: string, ours: string, theirs: string): string {
  return derivedId('conversation', tenantId, ours, theirs);
}

/** The hold that a text leads to. */
export function consentHoldIdOf(tenantId: string, messageId: string): string {
  return derivedId('consent_hold', tenantId, messageId);
}

/** The row that a write makes: the same idempotency key names the same row, however often it comes. */
export function writeIdOf(tenantId: string, operation: string, idempotencyKey: string): string {
  return derivedId('write', tenantId, operation, idempotencyKey);
}

/** A contact, job or other record that the business's own program names. */
export function externalIdOf(kind: string, tenantId: string, externalId: string): string {
  return derivedId(kind, tenantId, externalId);
}

/** How callers name a record: our id, or `ext:` and their own. */
export type RecordRef = { readonly id: string } | { readonly externalId: string };

/** Reads a record's name from a path or a body. Undefined when it is neither an id nor `ext:…`. */
export function parseRef(text: string): RecordRef | undefined {
  if (text.startsWith('ext:')) return text.length > 4 ? { externalId: text.slice(4) } : undefined;
  return isId(text) ? { id: text } : undefined;
}
