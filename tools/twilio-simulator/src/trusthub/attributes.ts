import { LIMITS } from '../limits.js';
import { jsonObject } from '../wire/json.js';
import { invalidParameter } from '../wire/twilio-error.js';

export type Attributes = Readonly<Record<string, string>>;

/** All that is kept of a tax number. */
export interface NumberGiven {
  hasNineDigits: boolean;
}

/** The field that carries a tax number, the only thing that the simulator must never keep. */
const TAX_NUMBER = 'business_registration_number';

/** Of digits there is one at most, so that a number can't be taken for a name. */
const FIELD_NAME = /^[a-z_]{1,50}\d?$/;

/**
 * `Attributes` of an end user or a document: a JSON object. The tax number is taken out here,
 * before anything is stored. Messages name fields and never repeat what they hold.
 */
export function attributesOf(text: string | undefined): {
  attributes: Attributes;
  taxNumber: NumberGiven | null;
} {
  const given = parse(text ?? '{}');
  const entries = Object.entries(given).filter(([name]) => name !== TAX_NUMBER);
  for (const [name, value] of entries) {
    if (!FIELD_NAME.test(name)) throw invalidParameter('Attributes holds an unknown field');
    if (typeof value !== 'string' || value.length > LIMITS.loggedValueCharacters) {
      throw invalidParameter(`Attributes.${name} must be a text`);
    }
  }
  const number = given[TAX_NUMBER];
  const digits = typeof number === 'string' ? number.replaceAll(/[\s-]/g, '') : '';
  return {
    attributes: Object.fromEntries(entries.map(([name, value]) => [name, String(value)])),
    taxNumber: digits === '' ? null : { hasNineDigits: /^\d{9}$/.test(digits) },
  };
}

function parse(text: string): Record<string, unknown> {
  if (text.length > LIMITS.attributeCharacters) throw invalidParameter('Attributes is too long');
  const given = jsonObject(text);
  if (given === undefined) throw invalidParameter('Attributes must be a JSON object');
  return given;
}

/** For the request log: which fields were given. */
export function namesOnly(text: unknown): unknown {
  const given = typeof text === 'string' ? jsonObject(text) : undefined;
  return given ? Object.keys(given).filter((name) => FIELD_NAME.test(name)) : '***';
}
