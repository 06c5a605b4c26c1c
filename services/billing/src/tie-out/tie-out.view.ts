import type { MismatchView, OpenMessageView, TieOutSummary } from '@fieldline/contracts';
import { causeOf } from './tie-out.cause.js';
import type { Finding, TieOut } from './tie-out.entity.js';

export function toTieOutSummary(tieOut: TieOut): TieOutSummary {
  const { run: id, date, state, mismatches, open, failure, ranAt } = tieOut;
  return {
    id,
    date,
    state,
    ledger: { messages: tieOut.ledgerMessages, segments: tieOut.ledgerSegments },
    messaging: { messages: tieOut.messagingMessages, segments: tieOut.messagingSegments },
    twilio: { messages: tieOut.twilioMessages, segments: tieOut.twilioSegments },
    mismatchCount: mismatches,
    openCount: open,
    failure,
    ranAt: ranAt?.toISOString() ?? null,
  };
}

/** A day that nobody has looked at. */
export function notRun(date: string): TieOutSummary {
  const nothing = { messages: 0, segments: 0 };
  return {
    id: null,
    date,
    state: 'not_run',
    ledger: nothing,
    messaging: nothing,
    twilio: nothing,
    mismatchCount: 0,
    openCount: 0,
    failure: null,
    ranAt: null,
  };
}

export function toMismatchView({ kind, ...found }: Finding): MismatchView[] {
  if (kind === 'open') return [];
  const { ledgerSegments, messagingSegments, twilioSegments } = found;
  return [
    {
      kind,
      cause: causeOf(kind, found),
      ...namesOf(found),
      holdState: found.holdState,
      segments: {
        ledger: ledgerSegments,
        messaging: messagingSegments,
        twilio: twilioSegments,
      },
      at: found.at.toISOString(),
    },
  ];
}

export function toOpenMessageView({ kind, ...found }: Finding): OpenMessageView[] {
  return kind === 'open' ? [{ ...namesOf(found), at: found.at.toISOString() }] : [];
}

function namesOf({
  messageId,
  providerMessageId,
  direction,
  status,
  providerStatus,
}: Omit<Finding, 'kind'>): Omit<OpenMessageView, 'at'> {
  return { messageId, providerMessageId, direction, status, providerStatus };
}
