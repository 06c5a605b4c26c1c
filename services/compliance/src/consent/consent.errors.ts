import { Problem } from '@fieldline/http';
import type { ConsentRow } from './consent.queries.js';

/** Only the phone lifts what the phone said; Twilio would refuse the text anyway (21610). */
export const optedOutByRecipient = ({ origin, source, changedAt }: ConsentRow): Problem => {
  const since = changedAt?.toISOString() ?? null;
  const word = origin === 'keyword' ? source : null;
  const how = word ? `by texting ${word}` : 'with the carrier';
  return new Problem({
    code: 'opted_out_by_recipient',
    status: 409,
    detail: `This number opted out ${how} on ${since?.slice(0, 10)}. Only a START text from the phone itself lifts that.`,
    extras: { since, word },
  });
};

export const idempotencyIdReused = (): Problem =>
  new Problem({
    code: 'idempotency_key_reused',
    status: 422,
    detail: 'This idempotency key recorded a change of somebody else.',
  });

/** Consent that was obtained before they opted out says nothing about now: an old list can't undo a wish. */
export const consentOutdated = ({ changedAt }: ConsentRow): Problem => {
  const since = changedAt?.toISOString() ?? null;
  return new Problem({
    code: 'consent_outdated',
    status: 409,
    detail: `They opted out on ${since?.slice(0, 10)}, after this consent was obtained. Ask them again.`,
    extras: { since },
  });
};
