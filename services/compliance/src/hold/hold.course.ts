import type { HoldRow } from './hold.entity.js';
import type { HoldNews } from './hold.news.js';

/** What staff say of a hold: they didn't mean it, or they did. */
export interface Verdict {
  readonly state: 'released' | 'confirmed';
  readonly by: string;
  readonly reason: string | null;
}

/**
 * What news change: the number's last hold and the one that takes its place, in this order. Pleas of one
 * number may come in any order (a business has several numbers, each with its own partition): only the
 * one with the highest sequence is open, which is the one that messaging holds by.
 */
export function afterNews(last: HoldRow | undefined, news: HoldNews): HoldRow[] {
  const isOpen = last?.state === 'open';
  if (news.kind === 'last_word') {
    const { state, by, at } = news;
    return isOpen ? [ended(last, state, by, at)] : [];
  }
  const { hold } = news;
  if (last?.holdSequence === hold.holdSequence) return [];
  const by = `recipient:${hold.recipientId}`;
  if (last && last.holdSequence > hold.holdSequence)
    return [{ ...ended(hold, 'superseded', by, last.openedAt), version: hold.version }];
  return isOpen ? [ended(last, 'superseded', by, hold.openedAt), hold] : [hold];
}

export function decide(hold: HoldRow, { state, by, reason }: Verdict, now: Date): HoldRow {
  return { ...ended(hold, state, by, now), reason };
}

function ended(
  hold: HoldRow,
  state: HoldRow['state'],
  decidedBy: string,
  decidedAt: Date,
): HoldRow {
  return { ...hold, state, decidedBy, decidedAt, version: hold.version + 1 };
}
