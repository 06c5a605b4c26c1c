import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import type { Answer, Place } from './business.js';
import { SECRET } from './problem.js';

export interface BadBody {
  readonly what: string;
  readonly body: unknown;
  readonly status?: number;
  readonly code?: string;
  readonly headers?: Record<string, string>;
}

const encoder = new TextEncoder();
/** A lone surrogate as CESU-8 would write it, which is not UTF-8. */
const CESU = [0xed, 0xa0, 0x80];

/** Bodies that no route takes, whatever it is for. 400 `malformed_json` unless it says otherwise. */
export const BAD_BODIES: readonly BadBody[] = [
  { what: 'broken JSON', body: `{"body": ${SECRET}}` },
  { what: 'JSON that breaks off', body: `{"body": "${SECRET}` },
  { what: 'an empty body', body: '' },
  { what: 'two documents', body: `{"body":"${SECRET}"}{}` },
  {
    what: 'bytes that are not UTF-8',
    body: Uint8Array.from([
      ...encoder.encode(`{"body":"${SECRET}`),
      ...CESU,
      ...encoder.encode('"}'),
    ]),
  },
  { what: 'a deeply nested body', body: `${'['.repeat(50_000)}${']'.repeat(50_000)}` },
  { what: 'a deeply nested field', body: `{"a":`.repeat(40) + '1' + '}'.repeat(40) },
  { what: 'null', body: 'null', code: 'invalid_request' },
  { what: 'an array', body: [{ body: SECRET }], code: 'invalid_request' },
  { what: 'a string', body: `"${SECRET}"`, code: 'invalid_request' },
  { what: 'a number', body: '4711', code: 'invalid_request' },
  { what: 'an unknown field', body: { hidden: SECRET }, code: 'invalid_request' },
  {
    what: '__proto__',
    body: `{"__proto__":{"role":"${SECRET}"},"body":"x"}`,
    code: 'invalid_request',
  },
  {
    what: 'constructor',
    body: { constructor: { prototype: { role: SECRET } } },
    code: 'invalid_request',
  },
  {
    what: 'another content type',
    body: `{"body":"${SECRET}"}`,
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'a form',
    body: `body=${SECRET}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'JSON lines',
    body: `{"body":"${SECRET}"}`,
    headers: { 'content-type': 'application/x-ndjson' },
    status: 415,
    code: 'unsupported_media_type',
  },
];

/** Says that it will send a JSON body of a size, and waits for the answer before it does. */
export function announce(
  { url }: Pick<Place, 'url'>,
  credential: string,
  { method, path, bytes }: { method: string; path: string; bytes: number },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${credential}`,
      'content-type': 'application/json',
      'content-length': bytes,
    };
    const call = request(`${url}${path}`, { method, headers }, (response) => {
      json(response)
        .then((body) => {
          const type = response.headers['content-type'] ?? '';
          const answered = new Headers({ 'content-type': type });
          return { status: response.statusCode ?? 0, headers: answered, body };
        })
        .then(resolve, reject)
        .finally(() => call.destroy());
    });
    call.on('error', reject);
    call.flushHeaders();
  });
}
