import type { Message } from '../message/message.js';
import type { OptOuts } from './opt-outs.js';

/** A text as the phone shows it. */
export interface TextView {
  sid: string;
  at: string;
  direction: 'from_phone' | 'to_phone';
  from: string | null;
  to: string;
  body: string;
  status: string;
  errorCode: number | null;
  segments: number;
  mediaCount: number;
  /** Twilio's own answer to a keyword. */
  automatic: boolean;
}

export interface PhoneView {
  number: string;
  sentCount: number;
  receivedCount: number;
  lastMessage: TextView;
  /** Business numbers that this phone told to stop. */
  stopped: string[];
}

export function toTextView(message: Message): TextView {
  return {
    sid: message.sid,
    at: new Date(message.createdAt).toISOString(),
    direction: message.direction === 'inbound' ? 'from_phone' : 'to_phone',
    from: message.from,
    to: message.to,
    body: message.body,
    status: message.status,
    errorCode: message.errorCode,
    segments: message.segments,
    mediaCount: message.mediaCount,
    automatic: message.direction === 'outbound-reply',
  };
}

export function phoneOf({ direction, from, to }: Message): string {
  return direction === 'inbound' ? (from ?? '') : to;
}

/** Every phone that exchanged a text, the one that did so last first. */
export function listPhones(messages: readonly Message[], optOuts: OptOuts): PhoneView[] {
  const phones = new Map<string, { sent: number; received: number; last: Message }>();
  for (const message of messages) {
    const number = phoneOf(message);
    const known = phones.get(number) ?? { sent: 0, received: 0, last: message };
    phones.delete(number);
    const inbound = message.direction === 'inbound' ? 1 : 0;
    phones.set(number, {
      sent: known.sent + inbound,
      received: known.received + 1 - inbound,
      last: message,
    });
  }
  const stopped = Map.groupBy(optOuts.all(), ({ theirs }) => theirs);
  return [...phones].toReversed().map(([number, { sent, received, last }]) => ({
    number,
    sentCount: sent,
    receivedCount: received,
    lastMessage: toTextView(last),
    stopped: (stopped.get(number) ?? []).map(({ ours }) => ours),
  }));
}
