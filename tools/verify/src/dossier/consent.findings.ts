import { type DossierView, type EvidenceRecord, recipientIdOf } from '@fieldline/contracts';
import { broken, type Finding, open, proven } from './finding.js';

/** What staff record is heard by those who decide within so much time. */
const HEARD_WITHIN_MS = 60_000;

type Values = EvidenceRecord['values'];

/** Whether the consent on which a text left is on record, and was in force. */
export function consentFindings(dossier: DossierView): Finding[] {
  const { tenantId, message, decisions, consent } = dossier;
  const decided = decisions.map(({ values }) => values);
  const events = consent.map(({ values }) => values);
  const allowed = decided.filter(
    ({ moment, outcome }) => moment === 'dispatching' && outcome === 'allow',
  );
  const subjects = new Set([
    recipientIdOf(tenantId, message.to),
    ...decided.flatMap((decision) => subjectsOf(decision, events)),
  ]);
  const foreign = events.some((event) => !subjects.has(event['subject_id']));
  const wrong = foreign ? [broken('A record of consent is about somebody else.')] : [];
  return [...wrong, ...allowed.map((decision) => consentFinding(decision, events))];
}

/** The number, the contact, and whose consent it rests on. */
function subjectsOf(decision: Values, events: readonly Values[]): unknown[] {
  const named = events.filter(
    (event) => event['id'] === namedBy(decision) && mayBeNamed(event, decision),
  );
  return [decision['recipient_id'], decision['contact_id'], ...named.map((e) => e['subject_id'])];
}

function namedBy(decision: Values): string | undefined {
  const { optIn } = decision['facts'] as { optIn?: { eventId?: string } | null };
  return optIn?.eventId;
}

/** A text to a number is covered by the consent of any contact who has it, given for it or before there was one. */
function mayBeNamed(event: Values, decision: Values): boolean {
  const boundTo = event['bound_recipient_id'] ?? decision['recipient_id'];
  return decision['contact_id'] === null && boundTo === decision['recipient_id'];
}

function consentFinding(decision: Values, events: readonly Values[]): Finding {
  const name = `The decision ${String(decision['id'])}`;
  const basis = String(decision['basis']);
  if (basis !== 'consent') return proven(`${name} rests on ${BASES[basis] ?? basis}.`);
  const eventId = namedBy(decision);
  if (!eventId) return open(`${name} rests on consent, and doesn't name its record.`);
  const given = events.find(({ id }) => id === eventId);
  if (given?.['action'] !== 'opt_in')
    return broken(`${name} rests on a record of consent that isn't here.`);
  const taken = events.find(
    (event) =>
      revokes(event, given, decision) && !events.some((later) => lifts(later, event, decision)),
  );
  if (!taken) return proven(`${name} rests on the consent ${eventId}, which was in force.`);
  const leadMs = instant(decision['at']) - instant(taken['recorded_at']);
  return leadMs > HEARD_WITHIN_MS
    ? broken(`${name} rests on consent that had been revoked by ${String(taken['id'])}.`)
    : open(`${name} was made within ${leadMs} ms of the revocation ${String(taken['id'])}.`);
}

const BASES: Readonly<Record<string, string>> = {
  mandatory: 'what the law requires: it is a reply that has to be sent',
  inbound: 'their own text, which somebody answered by hand',
  employee: 'its being for one of the business’s own people',
};

function revokes(event: Values, given: Values, decision: Values): boolean {
  return (
    event['action'] === 'opt_out' &&
    instant(event['obtained_at']) > instant(given['obtained_at']) &&
    instant(event['obtained_at']) < instant(decision['at']) &&
    instant(event['recorded_at']) < instant(decision['at'])
  );
}

/** Whether an opt-out had been taken back for the same subject; what a phone said, by the phone alone. */
function lifts(event: Values, optOut: Values, decision: Values): boolean {
  // Who decides hears a phone's own word first: that is recorded a moment later.
  const known = event['origin'] === 'keyword' ? event['obtained_at'] : event['recorded_at'];
  return (
    event['action'] === 'opt_in' &&
    event['subject_id'] === optOut['subject_id'] &&
    (event['origin'] === 'keyword' || optOut['origin'] === 'staff') &&
    follows(event, optOut) &&
    instant(known) < instant(decision['at'])
  );
}

/** Keywords of a phone have their order, whenever they came in. */
function follows(event: Values, optOut: Values): boolean {
  const [later, earlier] = [event['keyword_sequence'], optOut['keyword_sequence']];
  if (later != null && earlier != null) return Number(later) > Number(earlier);
  return instant(event['obtained_at']) > instant(optOut['obtained_at']);
}

function instant(text: unknown): number {
  return Date.parse(String(text));
}
