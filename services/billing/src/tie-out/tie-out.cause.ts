import type { MismatchKind } from '@fieldline/contracts';
import type { Finding } from './tie-out.entity.js';

export type Found = Pick<
  Finding,
  | 'messageId'
  | 'providerMessageId'
  | 'direction'
  | 'status'
  | 'providerStatus'
  | 'holdState'
  | 'postedSegments'
  | 'ledgerSegments'
  | 'messagingSegments'
  | 'twilioSegments'
>;

/** Why a text doesn't tie out, in a sentence for a person. */
export function causeOf(kind: MismatchKind, found: Found): string {
  return CAUSES[kind](found);
}

const CAUSES: Record<MismatchKind, (found: Found) => string> = {
  missing_charge: ({ holdState, postedSegments, ledgerSegments, ...found }) => {
    const due = `It costs ${inSegments(found.twilioSegments ?? found.messagingSegments)}`;
    if (holdState === null) return `${due}, and the ledger has never heard of it.`;
    if (holdState !== 'posted') return `${due}, and was never charged: its hold is ${holdState}.`;
    return `Its hold was posted at ${inSegments(postedSegments)}, its entries use ${inSegments(ledgerSegments)}.`;
  },
  double_charge: ({ postedSegments, ledgerSegments }) =>
    postedSegments === null
      ? `Its entries use ${inSegments(ledgerSegments)}, though its hold was never posted.`
      : `It was charged more than once: its entries use ${inSegments(ledgerSegments)}, its hold was posted at ${inSegments(postedSegments)}.`,
  wrong_count: ({ ledgerSegments, messagingSegments, twilioSegments }) =>
    `Twilio counts ${inSegments(twilioSegments)}, messaging ${inSegments(messagingSegments)}, the ledger charged ${inSegments(ledgerSegments)}.`,
  orphan_hold: ({ status, holdState, ledgerSegments }) => {
    if (status !== null) return `It is ${status} and costs nothing, but its hold is still open.`;
    const charged = ledgerSegments === null ? '' : ` and charged ${inSegments(ledgerSegments)}`;
    return `Its hold is ${holdState ?? 'missing'}${charged}, but messaging has no such message.`;
  },
  charged_but_failed: ({ status, providerStatus, ledgerSegments }) =>
    `It is ${providerStatus ?? status ?? 'unknown'} and costs nothing, but was charged ${inSegments(ledgerSegments)}.`,
  unknown_at_twilio: ({ providerMessageId, direction, ledgerSegments }) => {
    const charged = `was charged ${inSegments(ledgerSegments)}`;
    if (providerMessageId === null) return `Twilio never had it, but it ${charged}.`;
    const how = direction === 'inbound' ? 'came in' : 'went out';
    return `It ${how} by our records and ${charged}, but Twilio has no record of its id.`;
  },
  unknown_to_us: ({ direction, twilioSegments }) =>
    direction === 'inbound'
      ? `Twilio took in a text of ${inSegments(twilioSegments)} that messaging never stored.`
      : `Twilio has a text of ${inSegments(twilioSegments)} that no message of ours is.`,
};

function inSegments(count: number | null): string {
  if (count === null) return 'no segments';
  return count === 1 ? '1 segment' : `${count} segments`;
}
