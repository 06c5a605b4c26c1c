import type { OptIn } from '@fieldline/rules';

/** Consent as it stands in the copies, its times as text. */
export interface StoredOptIn {
  readonly at: string;
  readonly basis: 'express' | 'implied' | null;
  readonly written: boolean;
  readonly expiresAt: string | null;
  readonly eventId: string | null;
}

/**
 * Of several who have the number, or of the number itself: what was given after the last opt-out counts,
 * and of that what lasts longest, then what is in writing, then the newest.
 */
export function bestOptIn(stored: readonly StoredOptIn[], optedOut: Date | null): OptIn | null {
  const optIns = stored.map(toOptIn);
  const since = optIns.filter(({ at }) => !optedOut || at > optedOut);
  const [best] = (since.length > 0 ? since : optIns).toSorted(
    (a, b) =>
      endOf(b) - endOf(a) ||
      Number(b.written) - Number(a.written) ||
      b.at.getTime() - a.at.getTime(),
  );
  return best ?? null;
}

/**
 * A STOP takes back what they had agreed to in writing, and a START is not in writing: it lets go on
 * only what needs none.
 * @param restarted when the phone last said a START that followed another keyword
 */
export function unwrittenBefore(
  stored: readonly StoredOptIn[],
  restarted: Date | null,
): StoredOptIn[] {
  return stored.map((optIn) =>
    restarted && new Date(optIn.at) < restarted ? { ...optIn, written: false } : optIn,
  );
}

function toOptIn({ at, basis, written, expiresAt, eventId }: StoredOptIn): OptIn {
  return {
    at: new Date(at),
    basis: basis ?? 'express',
    written,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    ...(eventId !== null && { eventId }),
  };
}

/** Later than any time there is, of consent without an end. */
function endOf({ expiresAt }: OptIn): number {
  return expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
