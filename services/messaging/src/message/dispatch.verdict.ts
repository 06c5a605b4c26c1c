import { decide, type Decision, type SendFacts } from '@fieldline/rules';
import type { KnownSubject } from '../consent/known-subject.js';
import { CONFIRMS_OPT_OUT, isOptedOutByStaff } from '../consent/staff-opt-out.js';
import type { ReadyMessage } from './dispatch.queries.js';
import type { ContextFault } from './message.about.js';
import type { Step } from './message.status.js';

/** What becomes of a claimed message: it leaves, or takes this step. */
export interface Verdict {
  readonly step: Extract<Step, { kind: 'canceled' | 'deferred' }> | undefined;
  /** What was decided, and from what; absent where there was nothing to decide. */
  readonly made?: { readonly decision: Decision; readonly facts: SendFacts };
}

/** Who confirms a text outside the hours means this hour: later, a pause or a queue has made it another. */
const CONFIRMED_FOR_MS = 15 * 60 * 1_000;

/**
 * Whether a claimed message may leave now. One that was allowed when it was asked for, and came into hours
 * at which texts may not go, waits for their end, whoever sent it.
 * @param contextFault it was filled in from the record of a customer who isn't the addressee any more
 */
export function verdictOf(
  message: ReadyMessage,
  known: KnownSubject,
  now: Date,
  contextFault?: ContextFault,
): Verdict {
  if (isErased(message, known)) return canceled('recipient_erased');
  if (contextFault) return canceled(contextFault);
  if (message.isExpired) return canceled('expired');
  if (message.sendBefore && now >= message.sendBefore) return canceled('confirmation_too_late');
  // Their own STOP has an answer of its own: nobody gets two.
  if (message.sentBy === CONFIRMS_OPT_OUT && known.facts.stop)
    return canceled('recipient_opted_out');
  if (message.sentBy === CONFIRMS_OPT_OUT && !isOptedOutByStaff(known.facts))
    return canceled('opt_out_lifted');
  const { mandatory, textClass, automatic } = message;
  const quietHoursConfirmed = isStillConfirmed(message, now);
  const facts = { ...known.facts, now, mandatory, textClass, automatic, quietHoursConfirmed };
  const decision = decide(facts);
  return { step: stepOf(decision), made: { decision, facts } };
}

function isStillConfirmed(
  { quietHoursConfirmed, sendAt, createdAt }: ReadyMessage,
  now: Date,
): boolean {
  const at = sendAt ?? createdAt;
  return quietHoursConfirmed && now.getTime() - at.getTime() <= CONFIRMED_FOR_MS;
}

function stepOf(decision: Decision): Verdict['step'] {
  switch (decision.outcome) {
    case 'allow':
      return undefined;
    case 'hold':
      return { kind: 'deferred', until: decision.until };
    case 'deny':
      return decision.opensAt
        ? { kind: 'deferred', until: decision.opensAt }
        : { kind: 'canceled', errorCode: decision.code };
  }
}

/** It came back to be sent again while what was written to them is being taken away. */
function isErased({ createdAt }: ReadyMessage, { erasedAt, contactErased }: KnownSubject): boolean {
  return contactErased || (erasedAt !== null && createdAt <= erasedAt);
}

function canceled(errorCode: string): Verdict {
  return { step: { kind: 'canceled', errorCode } };
}
