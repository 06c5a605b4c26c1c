/**
 * What people wrote, who they are and what opens doors stays out of logs and spans.
 * Fields are masked by their key at every depth; phone numbers wherever they stand.
 */
import { describeError } from './error-description.js';
import { maskText } from './mask-text.js';

export { maskText } from './mask-text.js';

const MASK = '***';
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;

const PRIVATE_KEYS = new Set(
  `body text content authorization cookie password token secret
  taxId taxNumber ein ccn smsNumber phoneNumber phone number to from recipient email ownerEmail
  name names firstName lastName fullName displayName contactName customerName userName address proof
  parameters query config request response`
    .toLowerCase()
    .split(/\s+/),
);
const PRIVATE_ENDING = /(?:token|secret|password|cookie|authorization|apikey|jwk|jwks)$/i;

/** A copy that is safe to log: same shape, private values replaced, nothing deeper than six levels. */
export function maskFields(fields: object): Record<string, unknown> {
  return maskObject(fields, 0);
}

function maskObject(object: object, depth: number): Record<string, unknown> {
  const masked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(object).slice(0, MAX_ITEMS)) {
    masked[key] = isPrivate(key) && isPresent(value) ? MASK : maskValue(value, depth + 1);
  }
  return masked;
}

function maskValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (ArrayBuffer.isView(value)) return '[binary]';
  if (depth >= MAX_DEPTH) return '[deep]';
  if (Array.isArray(value)) {
    return value.slice(0, MAX_ITEMS).map((item) => maskValue(item, depth + 1));
  }
  if (value instanceof Map || value instanceof Set) return `[${value.size} items]`;
  return maskObject(plain(value), depth);
}

/** Respects toJSON, which is how secrets redact themselves; one that throws shows nothing. */
function plain(value: object): object {
  if (!('toJSON' in value) || typeof value.toJSON !== 'function') return value;
  try {
    const json: unknown = value.toJSON();
    return typeof json === 'object' && json !== null ? json : { value: json };
  } catch {
    return {};
  }
}

function isPrivate(key: string): boolean {
  return PRIVATE_KEYS.has(key.toLowerCase()) || PRIVATE_ENDING.test(key);
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}
