const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1_000;
/** As long as a text may take: what a technician should have known this morning is of no use tonight. */
const TRIED_FOR_MS = 4 * 60 * 60 * 1_000;

/** When an e-mail is tried again after so many attempts; undefined once it has been tried for long enough. */
export function nextAttemptAt(attempts: number, createdAt: Date, now: Date): Date | undefined {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
  const at = now.getTime() + pauseMs;
  return at > createdAt.getTime() + TRIED_FOR_MS ? undefined : new Date(at);
}
