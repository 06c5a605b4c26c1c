import { countSegments, type SegmentCount, ucs2SegmentEnd, ucs2SegmentUnits } from './segments.js';

/** What to hold for a body before Twilio says what it billed. */
export interface SegmentQuote extends SegmentCount {
  /** The higher of both counts. */
  segments: number;
  /** Present, and equal to `segments`, when keeping joined characters whole takes more. */
  graphemeSegments?: number;
  /** A sentence for people, present with `graphemeSegments`. */
  note?: string;
}

const zeroWidthJoiner = 0x200d;

// Characters that join no neighbour: letters of alphabets without marks, punctuation, symbols, CJK,
// kana, Hangul syllables, emoji that stand alone; halves of pairs too, as they come from slicing.
// What is not known to stand alone may join.
const mayJoin =
  /[^\0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u2bff\u3000-\u3029\u3030-\u3098\u309b-\u9fff\uac00-\ud7a3\ud800-\udfff\uff01-\uff9d\u{1f000}-\u{1f1e5}\u{1f200}-\u{1f3fa}\u{1f400}-\u{1faff}]/u;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * The segments to quote and to hold for `body`.
 *
 * Code units decide (see `countSegments`), but Twilio's own calculator keeps a grapheme cluster (a
 * flag, a skin tone, a letter with combining marks) in one segment, and so counts higher about one
 * time in seven where there are such clusters. Which of the two Twilio bills is not published, so
 * the higher is quoted; the charge follows what Twilio reports.
 *
 * A cluster longer than a segment starts one of its own and flows on by code point. The calculator
 * fails there: it counts an empty segment, or many as one.
 */
export function quoteSegments(body: string): SegmentQuote {
  const count = countSegments(body);
  if (count.encoding === 'GSM-7' || count.segments === 1 || !mayCutCluster(body)) return count;
  const graphemeSegments = countGraphemeSegments(body);
  if (graphemeSegments <= count.segments) return count;
  const note =
    `Joined characters, such as flags and skin tones, may be kept whole: ` +
    `${graphemeSegments} segments are quoted where ${count.segments} could do.`;
  return { ...count, segments: graphemeSegments, graphemeSegments, note };
}

/** Whether a cluster may lie where two segments meet. Elsewhere it makes no difference. */
function mayCutCluster(body: string): boolean {
  for (let end = ucs2SegmentEnd(body, 0); end < body.length; end = ucs2SegmentEnd(body, end)) {
    if (mayJoin.test(body.slice(end - 2, end + 2))) return true;
  }
  return false;
}

function countGraphemeSegments(body: string): number {
  let segments = 1;
  let used = 0;
  const place = (units: number) => {
    if (used + units > ucs2SegmentUnits) {
      segments++;
      used = 0;
    }
    used += units;
  };
  for (const cluster of clustersOf(body)) {
    if (cluster.length <= ucs2SegmentUnits) {
      place(cluster.length);
      continue;
    }
    if (used > 0) place(ucs2SegmentUnits + 1);
    used = 0;
    for (const codePoint of cluster) place(codePoint.length);
  }
  return segments;
}

/** Grapheme clusters, CR LF apart as Twilio bills it, and nothing parted after a joiner. */
function* clustersOf(body: string): Generator<string> {
  let pending = '';
  for (const { segment } of graphemes.segment(body)) {
    if (segment === '\r\n') {
      yield* [pending + '\r', '\n'];
      pending = '';
      continue;
    }
    pending += segment;
    // Twilio's calculator follows older Unicode rules: an emoji joins whatever ends in a joiner.
    if (segment.charCodeAt(segment.length - 1) === zeroWidthJoiner) continue;
    yield pending;
    pending = '';
  }
  if (pending !== '') yield pending;
}
