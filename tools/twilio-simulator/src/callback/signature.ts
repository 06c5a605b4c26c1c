import { createHash, createHmac } from 'node:crypto';
import type { CallbackParams } from './callback.js';

/**
 * `X-Twilio-Signature`: base64 of HMAC-SHA1 by the auth token over the address, followed by each
 * parameter's name and value in the order of the names. The address is as asked, without fragment.
 */
export function signatureOf(authToken: string, url: string, params: CallbackParams): string {
  const fields = Object.keys(params)
    .toSorted()
    .map((name) => name + params[name]);
  return createHmac('sha1', authToken)
    .update(url + fields.join(''), 'utf8')
    .digest('base64');
}

/** The address of a request with a JSON body: it carries the body's hash, which is then signed. */
export function withBodyHash(url: string, json: string): string {
  const hash = createHash('sha256').update(json).digest('hex');
  return `${url}${url.includes('?') ? '&' : '?'}bodySHA256=${hash}`;
}
