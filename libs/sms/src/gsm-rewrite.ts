import { maxBodyUnits } from './body.js';
import { encodingOf } from './encoding.js';
import { gsmTwinOf } from './gsm-twins.js';
import { quoteSegments } from './quote.js';

/** One replacement; `index` counts UTF-16 units in the body as written. */
export interface GsmChange {
  index: number;
  from: string;
  /** Empty where an invisible character goes. */
  to: string;
}

/** A body that costs less, and what would change. */
export interface GsmRewrite {
  body: string;
  segments: number;
  changes: GsmChange[];
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The same text in characters that travel in GSM-7, or undefined when there is none to offer.
 *
 * Offered when the result is wholly GSM-7 and takes no more segments, or takes fewer. Graphemes
 * change whole or not at all, so emoji and other scripts stay as they are. Only an offer: nobody's
 * words change without their yes. A body that could not be sent, before or after, gets none.
 */
export function rewriteToGsm(body: string): GsmRewrite | undefined {
  if (body.length > maxBodyUnits || encodingOf(body) === 'GSM-7') return undefined;
  const changes: GsmChange[] = [];
  let rewritten = '';
  for (const { segment: from, index } of graphemes.segment(body)) {
    const to = encodingOf(from) === 'GSM-7' ? from : (gsmTwinOf(from) ?? from);
    if (to !== from) changes.push({ index, from, to });
    rewritten += to;
  }
  if (changes.length === 0 || rewritten.trim() === '' || rewritten.length > maxBodyUnits) {
    return undefined;
  }
  const before = quoteSegments(body);
  const after = quoteSegments(rewritten);
  const worthIt =
    after.segments < before.segments ||
    (after.encoding === 'GSM-7' && after.segments === before.segments);
  return worthIt ? { body: rewritten, segments: after.segments, changes } : undefined;
}
