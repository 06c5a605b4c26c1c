import type { ConsentEventView, ConsentView } from '@fieldline/contracts';
import type { HoldRow } from '../hold/hold.entity.js';
import { isStoppedByRecipient } from './consent.standing.js';
import type { ConsentRow } from './consent.queries.js';
import type { ConsentEvent } from './consent-event.entity.js';

export interface KnownConsent {
  readonly now: Date;
  readonly contactId?: string;
  readonly contact?: ConsentRow | null;
  readonly recipientId?: string;
  readonly recipient?: ConsentRow | null;
  /** Of the recipient, when it is on hold. */
  readonly hold?: Pick<HoldRow, 'id' | 'openedAt'> | null;
  /** Newest first. */
  readonly history: readonly ConsentEvent[];
}

/** Where somebody stands: an opt-out of the number covers every contact that has it. */
export function toConsentView(known: KnownConsent): ConsentView {
  const { contactId, contact, recipientId, recipient, hold } = known;
  const ofNumber = recipient?.state === 'opted_out' || !contactId;
  const standing = ofNumber ? recipient : contact;
  const bound = contact?.state === 'opted_in' ? contact.boundRecipientId : null;
  return {
    subject: { ...(contactId && { contactId }), ...(recipientId && { recipientId }) },
    state: standing?.state ?? 'none',
    stoppedByRecipient: recipient ? isStoppedByRecipient(recipient) : false,
    ...(contactId && { numberChanged: !!bound && !!recipientId && bound !== recipientId }),
    since: standing?.changedAt?.toISOString() ?? null,
    expiresAt: standing?.expiresAt?.toISOString() ?? null,
    pastCaslExpiry: !!standing?.expiresAt && standing.expiresAt <= known.now,
    ...(hold && { hold: { id: hold.id, since: hold.openedAt.toISOString() } }),
    history: known.history.map(toEventView),
  };
}

function toEventView(event: ConsentEvent): ConsentEventView {
  const { id, action, origin, basis, source, proof, wording, impliedReason, recordedBy } = event;
  return {
    id,
    action,
    origin,
    basis,
    source,
    proof,
    wording,
    impliedReason,
    written: event.written,
    expiresAt: event.expiresAt?.toISOString() ?? null,
    ...(event.inFlight && { inFlight: event.inFlight }),
    obtainedAt: event.obtainedAt.toISOString(),
    recordedAt: event.recordedAt.toISOString(),
    recordedBy,
  };
}
