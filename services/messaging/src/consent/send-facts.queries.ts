import { query, type Transaction } from '@fieldline/database';
import { type KnownSubject, type SubjectRow, toKnown } from './known-subject.js';

export interface SendSubject {
  readonly tenantId: string;
  readonly recipientId: string;
  /** Null for a text to a number: then any contact with that number may have opted in. */
  readonly contactId: string | null;
  /** Set for a text to an employee. */
  readonly employeeId?: string | null;
  /** Whose record fills in a text to somebody else. */
  readonly aboutContactId?: string | null;
  /** Theirs: of a recipient who may have no row yet. */
  readonly theirs?: string;
  /** Where the visit is that the text is about. */
  readonly jobTimeZone?: string | null;
  /** Given to hear whether there has been a text in it. */
  readonly conversationId?: string;
}

const OPT_IN = `jsonb_build_object('at', x.changed_at, 'basis', x.basis, 'written', x.written,
  'expiresAt', x.expires_at, 'eventId', x.event_id)`;

/**
 * What the decision needs to know of each subject, in their order. Of a recipient without a row
 * nothing is known.
 * @param lock `share` in the moment of sending: a STOP that comes now waits for us, or we for it
 */
export async function sendFacts(
  tx: Transaction,
  subjects: readonly SendSubject[],
  lock: 'share' | 'none',
): Promise<KnownSubject[]> {
  if (lock === 'share') await shareRecipients(tx, subjects);
  const rows = await query<SubjectRow>(
    tx,
    `SELECT r.stopped_at AS "stoppedAt", r.stop_word AS "stopWord",
            r.held_at AS "heldAt", r.held_by AS "heldBy", r.last_inbound_at AS "lastInbound",
            r.erased_at AS "erasedAt", coalesce(r.phone_number, s.theirs) AS "phoneNumber",
            CASE WHEN x.state = 'opted_in' THEN ${OPT_IN} END AS "recipientOptIn",
            -- A keyword's opt-out is the stop itself; only what staff recorded counts besides.
            greatest(
              CASE WHEN x.state = 'opted_out' AND x.origin = 'staff' THEN x.changed_at END,
              -- Of a contact who had the number and was erased since, or has another.
              (SELECT max(b.changed_at) FROM consent_copy b
                WHERE s.contact_id IS NULL AND b.tenant_id = s.tenant_id AND b.bound_recipient_id = s.recipient_id
                  AND b.subject_kind = 'contact' AND b.state = 'opted_out')) AS "recipientOut",
            r.restarted_at AS "restartedAt",
            c."contactOptIns", c."contactOut", coalesce(c."otherNumber", false) AS "otherNumber", c.contacts,
            -- Their number as it is now; of a text to a number, anybody's of the business's own people.
            s.contact_id IS NULL AND EXISTS (
              SELECT FROM employee e
               WHERE e.tenant_id = s.tenant_id AND e.recipient_id = s.recipient_id
                 AND (s.employee_id IS NULL OR e.id = s.employee_id)) AS employee,
            coalesce(s.contact_id, s.about_contact_id) IS NOT NULL AND EXISTS (
              SELECT FROM contact e
               WHERE e.tenant_id = s.tenant_id AND e.id IN (s.contact_id, s.about_contact_id)
                 AND e.erased_at IS NOT NULL) AS "contactErased",
            s.conversation_id IS NOT NULL AND EXISTS (
              SELECT FROM message m
               WHERE m.tenant_id = s.tenant_id AND m.conversation_id = s.conversation_id
                 AND m.direction = 'outbound' AND NOT m.mandatory
                 -- Not what never came, nor what is to go later: another may be there before it.
                 AND (m.status IN ('dispatching', 'unknown', 'unknown_final', 'submitted', 'sent', 'delivered')
                      OR m.status IN ('reserved', 'scheduled', 'waiting_window') AND m.next_attempt_at <= now())) AS texted,
            -- Not joined: each table more to join makes the plan dearer than all it reads.
            coalesce((SELECT t.country FROM tenant_copy t WHERE t.tenant_id = s.tenant_id), 'US') AS "businessCountry",
            (SELECT jsonb_build_object('submitted', g.submitted, 'approved', g.approved)
               FROM registration_gate g WHERE g.tenant_id = s.tenant_id) AS registration,
            (SELECT jsonb_build_object('from', q.opens, 'to', q.closes, 'sunday', q.sunday)
               FROM quiet_hours_copy q WHERE q.tenant_id = s.tenant_id) AS "quietHours"
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::uuid[]) WITH ORDINALITY
         AS s (tenant_id, recipient_id, contact_id, employee_id, theirs, conversation_id, about_contact_id, position)
       LEFT JOIN recipient r ON r.tenant_id = s.tenant_id AND r.id = s.recipient_id
       LEFT JOIN consent_copy x ON x.tenant_id = s.tenant_id AND x.subject_id = s.recipient_id
       LEFT JOIN LATERAL (
         SELECT jsonb_agg(${OPT_IN})
                  FILTER (WHERE x.state = 'opted_in' AND x.bound_recipient_id = s.recipient_id) AS "contactOptIns",
                max(x.changed_at) FILTER (WHERE x.state = 'opted_out') AS "contactOut",
                bool_or(x.state = 'opted_in' AND x.bound_recipient_id IS DISTINCT FROM s.recipient_id) AS "otherNumber",
                jsonb_agg(DISTINCT jsonb_build_object('timeZone', p.time_zone, 'postalCode', p.postal_code)) AS contacts
           FROM contact p
           LEFT JOIN consent_copy x ON x.tenant_id = p.tenant_id AND x.subject_id = p.id
          WHERE p.tenant_id = s.tenant_id AND p.recipient_id = s.recipient_id
            AND (s.contact_id IS NULL OR p.id = s.contact_id)) c ON true
      ORDER BY s.position`,
    [
      subjects.map((s) => s.tenantId),
      subjects.map((s) => s.recipientId),
      subjects.map((s) => s.contactId),
      subjects.map((s) => s.employeeId ?? null),
      subjects.map((s) => s.theirs ?? null),
      subjects.map((s) => s.conversationId ?? null),
      subjects.map((s) => s.aboutContactId ?? null),
    ],
  );
  if (rows.length !== subjects.length) throw new Error('a subject was asked for and not answered');
  return rows.map((row, index) => toKnown(row, subjects[index]?.jobTimeZone ?? null));
}

async function shareRecipients(tx: Transaction, subjects: readonly SendSubject[]): Promise<void> {
  const locked = await query(
    tx,
    `SELECT 1 FROM recipient
      WHERE (tenant_id, id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
      ORDER BY tenant_id, id FOR SHARE`,
    [subjects.map((s) => s.tenantId), subjects.map((s) => s.recipientId)],
  );
  // A lock on a row that isn't there would hold up nobody.
  const recipients = new Set(
    subjects.map(({ tenantId, recipientId }) => `${tenantId} ${recipientId}`),
  );
  if (locked.length !== recipients.size) throw new Error('a recipient is missing its row');
}
