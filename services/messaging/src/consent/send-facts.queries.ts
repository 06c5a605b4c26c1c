import { query, type Transaction } from '@fieldline/database';
import type { SendFacts } from '@fieldline/rules';

export interface SendSubject {
  readonly tenantId: string;
  readonly recipientId: string;
  /** Null for a text to a number: then any contact with that number may have opted in. */
  readonly contactId: string | null;
  /** Set for a text to an employee. */
  readonly employeeId?: string | null;
}

export type StoredFacts = Omit<SendFacts, 'now' | 'mandatory'>;

interface Row {
  position: number;
  stoppedAt: Date | null;
  stopWord: string | null;
  heldAt: Date | null;
  heldBy: string | null;
  lastInbound: Date | null;
  recipientState: 'opted_in' | 'opted_out' | null;
  recipientOrigin: string | null;
  recipientAt: Date | null;
  contactIn: Date | null;
  contactOut: Date | null;
  otherNumber: boolean;
  employee: boolean;
}

/**
 * What the decision needs to know of each subject, in their order. Of a recipient without a row
 * nothing is known.
 * @param lock `share` in the moment of sending: a STOP that comes now waits for us, or we for it
 */
export async function sendFacts(
  tx: Transaction,
  subjects: readonly SendSubject[],
  lock: 'share' | 'none',
): Promise<StoredFacts[]> {
  if (lock === 'share') await shareRecipients(tx, subjects);
  const rows = await query<Row>(
    tx,
    `SELECT s.position, r.stopped_at AS "stoppedAt", r.stop_word AS "stopWord",
            r.held_at AS "heldAt", r.held_by AS "heldBy", r.last_inbound_at AS "lastInbound", k.state AS "recipientState",
            k.origin AS "recipientOrigin", k.changed_at AS "recipientAt",
            c."contactIn", c."contactOut", coalesce(c."otherNumber", false) AS "otherNumber",
            -- Their number as it is now; of a text to a number, anybody's of the business's own people.
            s.contact_id IS NULL AND EXISTS (
              SELECT FROM employee e
               WHERE e.tenant_id = s.tenant_id AND e.recipient_id = s.recipient_id
                 AND (s.employee_id IS NULL OR e.id = s.employee_id)) AS employee
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) WITH ORDINALITY
         AS s (tenant_id, recipient_id, contact_id, employee_id, position)
       LEFT JOIN recipient r ON r.tenant_id = s.tenant_id AND r.id = s.recipient_id
       LEFT JOIN consent_copy k ON k.tenant_id = s.tenant_id AND k.subject_id = s.recipient_id
       LEFT JOIN LATERAL (
         SELECT max(x.changed_at) FILTER (WHERE x.state = 'opted_in' AND x.bound_recipient_id = s.recipient_id) AS "contactIn",
                max(x.changed_at) FILTER (WHERE x.state = 'opted_out') AS "contactOut",
                bool_or(x.state = 'opted_in' AND x.bound_recipient_id IS DISTINCT FROM s.recipient_id) AS "otherNumber"
           FROM contact p JOIN consent_copy x ON x.tenant_id = p.tenant_id AND x.subject_id = p.id
          WHERE p.tenant_id = s.tenant_id AND p.recipient_id = s.recipient_id
            AND (s.contact_id IS NULL OR p.id = s.contact_id)) c ON true
      ORDER BY s.position`,
    [
      subjects.map((s) => s.tenantId),
      subjects.map((s) => s.recipientId),
      subjects.map((s) => s.contactId),
      subjects.map((s) => s.employeeId ?? null),
    ],
  );
  return rows.map(toFacts);
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

function toFacts(row: Row): StoredFacts {
  const recipientIn = row.recipientState === 'opted_in' ? row.recipientAt : null;
  // A keyword's opt-out is the stop itself; only what staff recorded counts besides.
  const recipientOut =
    row.recipientState === 'opted_out' && row.recipientOrigin === 'staff' ? row.recipientAt : null;
  return {
    stop: row.stoppedAt && row.stopWord ? { at: row.stoppedAt, word: row.stopWord } : null,
    staffOptOut: latest(recipientOut, row.contactOut),
    hold: row.heldAt && row.heldBy ? { at: row.heldAt, id: row.heldBy } : null,
    optIn: latest(recipientIn, row.contactIn),
    optInForOtherNumber: row.otherNumber,
    lastInbound: row.lastInbound,
    employee: row.employee,
  };
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (!a || !b) return a ?? b;
  return a > b ? a : b;
}
