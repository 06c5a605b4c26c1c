import type { MessageStatus } from '@fieldline/contracts';
import type { SimulatedText } from '../simulator-texts.js';

/** A message as messaging knows it, with both numbers. */
export interface SentRow {
  readonly messageId: string;
  readonly tenantId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly status: MessageStatus;
  /** Null when it was taken away, which the phone doesn't know. */
  readonly body: string | null;
  readonly ours: string | null;
  readonly theirs: string;
  readonly providerMessageId: string | null;
  readonly createdAt: Date;
  readonly settled: boolean;
}

export const PHONE_INVARIANTS = {
  'simulator.text-twice': 'Twilio has more than one text of one message.',
  'simulator.text-missing': `Twilio doesn't have a text that we say it has.`,
  'simulator.text-never-sent': 'Twilio has a text that we say was never sent.',
  'simulator.text-differs': 'Twilio has a text with other numbers, words or ids than its message.',
  'simulator.text-unasked': 'Twilio has a text of ours that no message asked for.',
  'simulator.inbound-lost': `A phone texted us, and we don't have its text.`,
  'simulator.inbound-invented': `We have a text that no phone sent.`,
} as const;

export type PhoneInvariant = keyof typeof PHONE_INVARIANTS;

/** Twilio may have it, or not: both are true of these. */
const UNSURE: ReadonlySet<MessageStatus> = new Set(['dispatching', 'unknown', 'unknown_final']);

/** What is wrong between a message that we send and the texts that Twilio has of it. */
export function judgeSent(
  message: SentRow,
  texts: readonly SimulatedText[],
): PhoneInvariant | undefined {
  const [text] = texts;
  if (!text)
    return message.providerMessageId && message.settled ? 'simulator.text-missing' : undefined;
  if (texts.length > 1) return 'simulator.text-twice';
  if (text.from !== message.ours || text.to !== message.theirs || !hasSameWords(text, message))
    return 'simulator.text-differs';
  if (message.providerMessageId) {
    return text.sid === message.providerMessageId ? undefined : 'simulator.text-differs';
  }
  return UNSURE.has(message.status) || !message.settled ? undefined : 'simulator.text-never-sent';
}

/** What is wrong between a text that came in and the phone's. */
export function judgeReceived(
  message: SentRow,
  text: SimulatedText | undefined,
): PhoneInvariant | undefined {
  if (!text) return message.settled ? 'simulator.inbound-invented' : undefined;
  const same =
    text.from === message.theirs && text.to === message.ours && hasSameWords(text, message);
  return same ? undefined : 'simulator.text-differs';
}

function hasSameWords(text: SimulatedText, { body }: SentRow): boolean {
  return body === null || text.body === body;
}
