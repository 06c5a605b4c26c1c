import type { FieldError } from './problem.js';
import { invalidRequest, malformedJson } from './problems.js';
import { refusePrototypeKeys } from './prototype-keys.js';
import { unstorableText } from './storable-text.js';

const MAX_DEPTH = 32;
const MAX_FAULTS = 50;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a JSON body. Stricter than JSON.parse where silence would hurt: bytes that aren't UTF-8, more
 * than 32 levels, keys that reach for prototypes, and text that can't be stored are refused.
 * @throws Problem `malformed_json` or `invalid_request`
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  const value = parse(bytes);
  if (typeof value !== 'object' || value === null)
    throw invalidRequest([{ field: '', message: 'The body must be an object.' }]);
  const faults = inspectJson(value);
  if (faults.length > 0) throw invalidRequest(faults.slice(0, MAX_FAULTS));
  return value;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw malformedJson();
  }
}

/**
 * Looks through all levels, without recursion: the depth is the caller's choice.
 * @returns the fields with text that can't be stored
 * @throws Problem `malformed_json` for too many levels, `invalid_request` for keys that reach for prototypes
 */
export function inspectJson(root: unknown): FieldError[] {
  const faults: FieldError[] = [];
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw malformedJson(`The body nests deeper than ${MAX_DEPTH} levels.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (!Array.isArray(value)) refusePrototypeKeys(value);
      faults.push(...unstorableText(value));
      for (const inner of Object.values(value)) {
        if (typeof inner === 'object' && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return faults;
}
