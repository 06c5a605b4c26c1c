import { type BodyErrorCode, checkBody, maxBodyUnits } from './body.js';
import type { Encoding } from './encoding.js';
import { type GsmRewrite, rewriteToGsm } from './gsm-rewrite.js';
import { quoteSegments } from './quote.js';
import { type Ucs2Character, ucs2Characters } from './ucs2-character.js';

/** What a body would cost, as `POST /v1/estimates` answers it. */
export interface Estimate {
  encoding: Encoding;
  /** Septets in GSM-7, UTF-16 code units in UCS-2. */
  units: number;
  segments: number;
  /** Millionths of the currency unit. */
  costMicros: number;
  ucs2Characters: Ucs2Character[];
  gsmRewrite?: GsmRewrite;
  /** Why more segments are quoted than code units alone would take. */
  note?: string;
  /** Why it would not be sent, in the words of the refusal. */
  refusal?: BodyRefusal;
}

export interface BodyRefusal {
  code: BodyErrorCode | 'text_class_required';
  detail: string;
  /** Of one that is too long: by how many UTF-16 units. */
  over?: number;
}

/**
 * The estimate shown before sending; the console, the API and billing all call this one.
 *
 * `unitPriceMicros` is the price of one segment in millionths of the currency unit. Throws a
 * RangeError when the price or the cost is not a whole number that a double holds exactly. The body
 * may be empty or too long: `refusal` says so, as `checkBody` does.
 */
export function estimate(body: string, unitPriceMicros: number): Estimate {
  const { encoding, units, segments, note } = quoteSegments(body);
  const costMicros = segments * unitPriceMicros;
  if (unitPriceMicros < 0 || ![unitPriceMicros, costMicros].every(Number.isSafeInteger)) {
    throw new RangeError(
      `unitPriceMicros must be a whole number of micros, not ${unitPriceMicros}`,
    );
  }
  const gsmRewrite = rewriteToGsm(body);
  const refusal = refusalOf(body);
  return {
    encoding,
    units,
    segments,
    costMicros,
    ucs2Characters: ucs2Characters(body),
    ...(gsmRewrite && { gsmRewrite }),
    ...(note && { note }),
    ...(refusal && { refusal }),
  };
}

function refusalOf(body: string): BodyRefusal | undefined {
  const checked = checkBody(body);
  if (checked.ok) return undefined;
  const { code, detail } = checked;
  return code === 'body_too_long'
    ? { code, detail, over: body.length - maxBodyUnits }
    : { code, detail };
}
