import { type Encoding, septetsOf, septetsOfUnit } from './encoding.js';

/** What a body takes on the wire. */
export interface SegmentCount {
  encoding: Encoding;
  /** Septets in GSM-7, UTF-16 code units in UCS-2. */
  units: number;
  segments: number;
}

const gsmSingleUnits = 160;
const gsmSegmentUnits = 153;
const ucs2SingleUnits = 70;
/** Code units in each segment of a UCS-2 body that needs more than one. */
export const ucs2SegmentUnits = 67;

/**
 * Encoding, units and segments of `body`, in one pass over its code units at most.
 *
 * GSM-7: 160 septets fit one segment, else 153 each; an extension character takes two and stays
 * whole. UCS-2: 70 code units, else 67 each; a surrogate pair stays whole. CR and LF are one each.
 * An empty body is one segment of no units, as carriers and Twilio's calculator have it; whether
 * it may be sent is for `checkBody`. Never throws; a lone surrogate counts as one unit.
 *
 * Sources: 3GPP TS 23.038 and 23.040; Twilio's live counts.
 */
export function countSegments(body: string): SegmentCount {
  const septets = septetsOf(body);
  return septets < 0
    ? { encoding: 'UCS-2', units: body.length, segments: ucs2Segments(body) }
    : { encoding: 'GSM-7', units: septets, segments: gsmSegments(body, septets) };
}

/** Where the UCS-2 segment that starts at `start` ends; at the body's end, or before a whole pair. */
export function ucs2SegmentEnd(body: string, start: number): number {
  const end = start + ucs2SegmentUnits;
  if (end >= body.length) return body.length;
  return isPair(body.charCodeAt(end - 1), body.charCodeAt(end)) ? end - 1 : end;
}

function gsmSegments(body: string, units: number): number {
  if (units <= gsmSingleUnits) return 1;
  const fewest = Math.ceil(units / gsmSegmentUnits);
  // Only an extension character can leave a segment short, and by one septet. One segment more
  // than the fewest therefore takes `fewest` segments of at least 152 and two septets beyond.
  const cannotRunOver = units <= fewest * (gsmSegmentUnits - 1) + 1;
  return units === body.length || cannotRunOver ? fewest : gsmSegmentsOneByOne(body);
}

function gsmSegmentsOneByOne(body: string): number {
  let segments = 1;
  let used = 0;
  for (let index = 0; index < body.length; index++) {
    const width = septetsOfUnit[body.charCodeAt(index)]!;
    used += width;
    if (used > gsmSegmentUnits) {
      segments++;
      used = width;
    }
  }
  return segments;
}

function ucs2Segments(body: string): number {
  const length = body.length;
  if (length <= ucs2SingleUnits) return 1;
  let segments = 1;
  for (let end = ucs2SegmentEnd(body, 0); end < length; end = ucs2SegmentEnd(body, end)) segments++;
  return segments;
}

function isPair(first: number, second: number): boolean {
  return (first & 0xfc00) === 0xd800 && (second & 0xfc00) === 0xdc00;
}
