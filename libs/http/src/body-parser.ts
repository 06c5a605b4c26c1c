import { invalidRequest, malformedJson } from './problems.js';

/** A content type that an app takes beside JSON, with its own limit. */
export interface BodyParser {
  readonly contentType: string;
  /** Larger bodies are answered 413. */
  readonly limitBytes: number;
  /** Gets the body as text; what it throws is the answer. */
  parse(text: string): unknown;
}

export type FormFields = Record<string, string | string[]>;

const KIB = 1024;
const MAX_FIELDS = 200;

/** `application/x-www-form-urlencoded` up to 64 KiB and 200 fields, as Twilio's callbacks come: `FormFields`. */
export const formBody: BodyParser = {
  contentType: 'application/x-www-form-urlencoded',
  limitBytes: 64 * KIB,
  parse: parseForm,
};

/** JSON lines up to 10 MB as text, for imports: each line is parsed, and may fail, by itself. */
export const jsonLinesBodies: readonly BodyParser[] = [
  textBody('application/jsonl', 10_000 * KIB),
  textBody('application/x-ndjson', 10_000 * KIB),
];

/** Takes a content type as it is. */
export function textBody(contentType: string, limitBytes: number): BodyParser {
  return { contentType, limitBytes, parse: (text) => text };
}

/** A field that occurs twice is an array. No prototype, so that no field name is special. */
function parseForm(text: string): FormFields {
  const fields = Object.create(null) as FormFields;
  let count = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    count += 1;
    if (count > MAX_FIELDS) {
      throw invalidRequest([], `A form has at most ${MAX_FIELDS} fields.`);
    }
    const known = fields[name];
    fields[name] = known === undefined ? value : [known, value].flat();
  }
  return fields;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws Problem when the bytes aren't UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw malformedJson('The body is not UTF-8.');
  }
}
