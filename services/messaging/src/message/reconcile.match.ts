/** An attempt whose text may be at Twilio, under an id that we don't know. */
export interface Attempt {
  readonly messageId: string;
  readonly body: string;
  readonly begunAt: Date;
  /** Twilio can't have taken it later than this. */
  readonly endedBy: Date;
  /** Its POST is under way: Twilio's answer will say. */
  readonly isPosting: boolean;
  /** It's looked for the last time: what can't be told apart any better is matched as it is. */
  readonly isSettled: boolean;
}

export interface Candidate {
  readonly providerMessageId: string;
  readonly body: string;
  readonly createdAt: Date;
}

/** How far Twilio's clock, which shows seconds, may be from ours. */
export const CLOCK_MARGIN_MS = 60_000;

/**
 * Which text at Twilio is which attempt's: the same body, created while the attempt lasted, oldest first.
 * Attempts of one body that overlap can't be told apart. So none of them is matched while one is being
 * posted, nor while fewer texts than attempts are there: a callback may still say whose they are. In the
 * end any of them will do, since a text at Twilio is then counted once, whichever message it's counted as.
 * @param attempts all in one thread without an id of Twilio's
 * @param candidates all between the same two numbers whose ids no message of ours has
 */
export function matchAttempts<C extends Candidate>(
  attempts: readonly Attempt[],
  candidates: readonly C[],
): Map<string, C> {
  const matches = new Map<string, C>();
  const left = new Set(candidates.toSorted(byCreation));
  for (const rivals of rivalries(attempts)) {
    const pairs = new Map<string, C>();
    for (const attempt of rivals) {
      const own = [...left].find((text) => fits(text, attempt));
      if (!own) continue;
      left.delete(own);
      pairs.set(attempt.messageId, own);
    }
    const isSure = pairs.size === rivals.length || rivals.every((attempt) => attempt.isSettled);
    if (!isSure || rivals.some((attempt) => attempt.isPosting)) continue;
    for (const [messageId, text] of pairs) matches.set(messageId, text);
  }
  return matches;
}

/** Attempts that can't be told apart: one body, one time. Oldest first. */
function rivalries(attempts: readonly Attempt[]): Attempt[][] {
  const groups: Attempt[][] = [];
  const oldestFirst = attempts.toSorted(
    (a, b) => a.begunAt.getTime() - b.begunAt.getTime() || a.messageId.localeCompare(b.messageId),
  );
  for (const attempt of oldestFirst) {
    const group = groups.find((rivals) => rivals.some((rival) => overlap(rival, attempt)));
    if (group) group.push(attempt);
    else groups.push([attempt]);
  }
  return groups;
}

function overlap(earlier: Attempt, later: Attempt): boolean {
  return (
    textOf(earlier) === textOf(later) &&
    later.begunAt.getTime() - CLOCK_MARGIN_MS <= earlier.endedBy.getTime() + CLOCK_MARGIN_MS
  );
}

function fits(text: Candidate, attempt: Attempt): boolean {
  const at = text.createdAt.getTime();
  return (
    textOf(text) === textOf(attempt) &&
    at >= attempt.begunAt.getTime() - CLOCK_MARGIN_MS &&
    at <= attempt.endedBy.getTime() + CLOCK_MARGIN_MS
  );
}

/** Whitespace at the ends doesn't tell texts apart, in case that Twilio doesn't keep it. */
function textOf({ body }: { readonly body: string }): string {
  return body.trim();
}

function byCreation(a: Candidate, b: Candidate): number {
  return (
    a.createdAt.getTime() - b.createdAt.getTime() ||
    a.providerMessageId.localeCompare(b.providerMessageId)
  );
}
