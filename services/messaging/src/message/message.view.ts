import type { ChargeView, MessageError, MessageView } from '@fieldline/contracts';
import type { Message } from './message.entity.js';

/** The numbers at both ends, which the row names by their ids. */
export interface Ends {
  readonly ours: string;
  readonly theirs: string;
}

export function toMessageView(message: Message, { ours, theirs }: Ends): MessageView {
  const outbound = message.direction === 'outbound';
  const { quotedSegments, quotedCostMicros } = message;
  const charge = toCharge(message);
  const error = toError(message);
  return {
    id: message.id,
    conversationId: message.conversationId,
    direction: message.direction,
    status: message.status,
    from: outbound ? ours : theirs,
    to: outbound ? theirs : ours,
    body: message.body,
    encoding: message.encoding,
    ...(quotedSegments === null
      ? {}
      : { quote: { segments: quotedSegments, costMicros: quotedCostMicros ?? 0 } }),
    ...(charge ? { charge } : {}),
    ...(error ? { error } : {}),
    ...(message.mediaDropped ? { mediaDropped: true } : {}),
    ...(message.keyword === null ? {} : { keyword: message.keyword }),
    ...(message.sendAt === null ? {} : { sendAt: message.sendAt.toISOString() }),
    sentBy: message.sentBy,
    ...(message.jobId === null ? {} : { jobId: message.jobId }),
    timeline: message.timeline,
    createdAt: message.createdAt.toISOString(),
  };
}

function toCharge({
  quotedSegments,
  chargedSegments,
  chargedCostMicros,
  chargedLots,
}: Message): ChargeView | undefined {
  if (chargedSegments === null) return undefined;
  const note = noteOf(chargedSegments, quotedSegments ?? chargedSegments);
  return {
    segments: chargedSegments,
    costMicros: chargedCostMicros ?? 0,
    lots: chargedLots ?? [],
    ...(note === undefined ? {} : { note }),
  };
}

/** A text costs what Twilio counted, which is now and then not what we did. */
function noteOf(charged: number, quoted: number): string | undefined {
  if (charged === quoted) return undefined;
  return charged > quoted
    ? `Twilio counted ${charged}, ${quoted} had been quoted: the rest came from the balance, or is owed.`
    : `Twilio counted ${charged}, ${quoted} had been quoted: the rest was given back at once.`;
}

function toError({ errorCode, providerCode }: Message): MessageError | undefined {
  if (errorCode === null) return undefined;
  const [sentence, nextStep] = WORDS[errorCode] ?? OTHER;
  return {
    code: errorCode,
    ...(providerCode === null ? {} : { providerCode }),
    sentence,
    nextStep,
  };
}

const OTHER = ["The text didn't go through.", 'Call the customer instead.'] as const;

const WORDS: Record<string, readonly [sentence: string, nextStep: string]> = {
  insufficient_balance: [
    'There were not enough segments left.',
    'Purchase messages, then send it again.',
  ],
  recipient_opted_out: [
    'They have opted out of texts from this business.',
    'Call instead. Only a START from their phone opts them in again.',
  ],
  recipient_not_opted_in: [
    'Their consent ended before the text went.',
    'Record their opt-in, then send it again.',
  ],
  provider_rejected: [
    "Twilio didn't accept the text for this number.",
    'Check the number, or call instead.',
  ],
  carrier_error: ["The carrier couldn't deliver the text.", 'Check the number, or call instead.'],
};
