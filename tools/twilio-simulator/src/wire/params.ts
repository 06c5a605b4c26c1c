import { LIMITS } from '../limits.js';
import { invalidParameter, TwilioError } from './twilio-error.js';

/** Parameters of a form or a query string; a repeated key is a list. */
export class Params {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  static of(source: unknown): Params {
    const isRecord = typeof source === 'object' && source !== null && !Array.isArray(source);
    return new Params(isRecord ? Object.fromEntries(Object.entries(source)) : {});
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  one(name: string): string | undefined {
    return this.many(name)[0];
  }

  many(name: string): string[] {
    const value = this.values[name];
    const list = Array.isArray(value) ? value : [value];
    return list.filter((item) => typeof item === 'string');
  }

  integer(name: string, bounds: { min: number; max: number }): number | undefined {
    const text = this.one(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < bounds.min || value > bounds.max) {
      throw invalidParameter(`Parameter '${name}' is not valid: ${text}`);
    }
    return value;
  }

  flag(name: string): boolean | undefined {
    const text = this.one(name);
    return text === undefined ? undefined : text.toLowerCase() === 'true';
  }

  /** An http(s) address, `''` where one is cleared, undefined where it isn't given. */
  url(name: string, code = 21402): string | undefined {
    const text = this.one(name);
    if (text === undefined || text === '') return text;
    if (!isCallbackUrl(text))
      throw new TwilioError(400, code, `${name} is not a valid URL: ${text}`);
    return text;
  }

  method(name: string): 'GET' | 'POST' | undefined {
    const text = this.one(name)?.toUpperCase();
    if (text === undefined || text === '') return undefined;
    if (text !== 'GET' && text !== 'POST') {
      throw new TwilioError(400, 21403, `${name} is not a valid HTTP method: ${text}`);
    }
    return text;
  }

  toObject(): Readonly<Record<string, unknown>> {
    return this.values;
  }
}

/** Twilio refuses host names with an underscore. */
export function isCallbackUrl(text: string): boolean {
  if (text.length > LIMITS.callbackUrlCharacters || !URL.canParse(text)) return false;
  const url = new URL(text);
  return (url.protocol === 'http:' || url.protocol === 'https:') && !url.hostname.includes('_');
}
