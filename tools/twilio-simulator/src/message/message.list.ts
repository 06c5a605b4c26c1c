import type { Params } from '../wire/params.js';
import { invalidParameter } from '../wire/twilio-error.js';
import type { Message } from './message.js';
import type { Messages } from './messages.js';

const DAY_MS = 24 * 3_600_000;

/**
 * Messages of an account by `To`, `From` and `DateSent`, newest first. A message that hasn't been
 * sent counts by when it was created. Seconds are what Twilio keeps.
 */
export function listMessages(messages: Messages, accountSid: string, query: Params): Message[] {
  const [to, from] = [query.one('To'), query.one('From')];
  const isWithin = dateFilter(query);
  const candidates = to || from ? messages.ofNumber(to ?? from ?? '') : messages.all();
  return candidates
    .filter((message) => message.accountSid === accountSid && !message.hidden)
    .filter((message) => (!to || message.to === to) && (!from || message.from === from))
    .filter((message) => isWithin(secondOf(message.sentAt ?? message.createdAt)))
    .toReversed();
}

function secondOf(atMs: number): number {
  return Math.floor(atMs / 1_000) * 1_000;
}

function dateFilter(query: Params): (atMs: number) => boolean {
  const [on, after, before] = ['DateSent', 'DateSent>', 'DateSent<'].map((name) =>
    instantOf(query.one(name)),
  );
  return (atMs) =>
    (on === undefined || (atMs >= on.from && atMs < on.until)) &&
    (after === undefined || atMs >= after.from) &&
    (before === undefined || atMs < before.until);
}

/** A day in GMT lasts a day, an instant a second. */
function instantOf(text: string | undefined): { from: number; until: number } | undefined {
  if (text === undefined) return undefined;
  const from = Date.parse(text);
  if (Number.isNaN(from)) throw invalidParameter(`DateSent is not a date: ${text}`);
  return { from, until: from + (/^\d{4}-\d{2}-\d{2}$/.test(text) ? DAY_MS : 1_000) };
}
