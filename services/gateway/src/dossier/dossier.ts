import { createHash } from 'node:crypto';
import {
  canonicalJson,
  type ChargeEvidence,
  type DossierView,
  type Evidence,
  type EvidenceRecord,
  inKeyOrder,
  type ListConsentEvidence,
  type MessageEvidence,
  type RuleCited,
} from '@fieldline/contracts';
import { type Reason, RULES, RULES_VERSION } from '@fieldline/rules';

/** Another form gets another name. */
const FORMAT = 'fieldline-dossier-1';

interface Parts {
  readonly tenantId: string;
  readonly text: MessageEvidence;
  readonly charge: ChargeEvidence;
  readonly consent: Evidence;
  readonly madeAt: Date;
}

/** Whose consent is wanted: of the number, the contact and whoever had agreed, as it was when the text left. */
export function toConsentQuery(text: MessageEvidence): ListConsentEvidence {
  const { recipientId, contactId } = text;
  const attempts = decisionsOf(text).filter(({ values }) => values['moment'] === 'dispatching');
  const last = attempts.at(-1);
  const eventIds = [...new Set(attempts.flatMap(namedBy))];
  return {
    recipientId,
    ...(contactId && { contactId }),
    ...(last && { until: String(last.values['at']) }),
    ...(eventIds.length > 0 && { eventIds }),
  };
}

function namedBy({ values }: EvidenceRecord): string[] {
  const { optIn } = values['facts'] as { optIn?: { eventId?: string } | null };
  return optIn?.eventId ? [optIn.eventId] : [];
}

/** One document of what the services know, in the order of its keys, so that it is written in one way. */
export function toDossier({ tenantId, text, charge, consent, madeAt }: Parts): DossierView {
  const dossier = {
    format: FORMAT,
    tenantId,
    messageId: text.message.id,
    madeAt: madeAt.toISOString(),
    message: text.message,
    bodySalt: text.bodySalt,
    decisions: decisionsOf(text),
    consent: consent.records,
    hold: charge.hold,
    ledger: charge.records,
    progress: text.records.filter(({ table }) => table === 'progress'),
    chains: [...text.chains, ...charge.chains, ...consent.chains],
    rules: { version: RULES_VERSION, cited: citedBy(text) },
  };
  const hash = createHash('sha256').update(canonicalJson(dossier)).digest('hex');
  return inKeyOrder({ ...dossier, hash });
}

function citedBy(text: MessageEvidence): RuleCited[] {
  const reasons = decisionsOf(text).flatMap(({ values }) => values['reasons'] as Reason[]);
  const ids = new Set(reasons.map(({ rule }) => rule));
  return RULES.filter(({ id }) => ids.has(id));
}

function decisionsOf({ records }: Evidence): EvidenceRecord[] {
  return records.filter(({ table }) => table === 'decision');
}
