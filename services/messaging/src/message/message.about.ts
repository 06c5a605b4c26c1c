import { query, type Transaction } from '@fieldline/database';
import type { OutboundDraft } from './message.draft.js';

/** A text, and the customer whose record it was filled in from. */
export interface Telling {
  readonly tenantId: string;
  readonly messageId: string;
  readonly recipientId: string;
  readonly contactId: string | null;
  readonly employeeId?: string | null;
  readonly aboutContactId: string | null;
  /** Its visit, and as of which fact that was looked up: if a later one is known, it says whose it is. */
  readonly jobId?: string | null;
  readonly jobVersion?: number | null;
  /** Its sender says that the number is theirs. */
  readonly contextConfirmed: boolean;
}

/** What is wrong with a context: it's another customer's, or nobody can say whether it is. */
export type ContextFault = 'context_of_another' | 'context_unconfirmed';

/**
 * Which texts would tell a customer of another: they are about a record that is neither the addressee's nor that of
 * somebody with the same number. A crew may be told of any customer. Of a number that no contact has, only their
 * sender can say whose it is. Asked anew when a text leaves: numbers and visits change hands meanwhile.
 * @returns by their ids
 */
export async function contextFaults(
  tx: Transaction,
  texts: readonly Telling[],
): Promise<ReadonlyMap<string, ContextFault>> {
  const told = texts.filter(
    ({ employeeId, contactId, aboutContactId, jobId }) =>
      !employeeId && (jobId || (aboutContactId !== null && aboutContactId !== contactId)),
  );
  if (told.length === 0) return new Map();
  const rows = await query<{ id: string; fault: ContextFault }>(
    tx,
    `SELECT w.id,
            CASE WHEN w.contact_id IS NOT NULL OR EXISTS (
                   SELECT FROM contact c WHERE c.tenant_id = w.tenant_id AND c.recipient_id = w.recipient_id)
                 THEN 'context_of_another' ELSE 'context_unconfirmed' END AS fault
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::boolean[])
         AS w (tenant_id, id, recipient_id, contact_id, about_id, job_id, job_version, confirmed)
      CROSS JOIN LATERAL (
        SELECT w.about_id AS id WHERE w.about_id IS NOT NULL
        UNION ALL
        SELECT j.contact_id FROM job_copy j
         WHERE j.tenant_id = w.tenant_id AND j.job_id = w.job_id AND j.version > coalesce(w.job_version, 0)) about
      WHERE about.id IS DISTINCT FROM w.contact_id
        AND NOT EXISTS (SELECT FROM contact a
              WHERE a.tenant_id = w.tenant_id AND a.id = about.id AND a.recipient_id = w.recipient_id)
        AND (w.contact_id IS NOT NULL
          OR NOT EXISTS (SELECT FROM employee e
               WHERE e.tenant_id = w.tenant_id AND e.recipient_id = w.recipient_id))
        AND (w.contact_id IS NOT NULL OR NOT w.confirmed
          OR EXISTS (SELECT FROM contact c WHERE c.tenant_id = w.tenant_id AND c.recipient_id = w.recipient_id))`,
    [
      told.map(({ tenantId }) => tenantId),
      told.map(({ messageId }) => messageId),
      told.map(({ recipientId }) => recipientId),
      told.map(({ contactId }) => contactId),
      told.map(({ aboutContactId }) => aboutContactId),
      told.map(({ jobId }) => jobId ?? null),
      told.map(({ jobVersion }) => jobVersion ?? null),
      told.map(({ contextConfirmed }) => contextConfirmed),
    ],
  );
  return new Map(rows.map(({ id, fault }) => [id, fault]));
}

type Named = Pick<
  OutboundDraft,
  'id' | 'contactId' | 'employeeId' | 'aboutContactId' | 'job' | 'contextConfirmed'
> & { readonly ends: Pick<OutboundDraft['ends'], 'tenantId' | 'recipientId'> };

/** The customers whose records a draft names: its visit, which was just looked up, may be another's than its contact. */
export function tellingsOf(draft: Named): Telling[] {
  const { id: messageId, ends, contactId, employeeId, contextConfirmed = false } = draft;
  const { tenantId, recipientId } = ends;
  const named = [draft.aboutContactId ?? [], draft.job?.contactId ?? []].flat();
  return [...new Set(named)].map((aboutContactId) => ({
    tenantId,
    messageId,
    recipientId,
    contactId,
    employeeId,
    aboutContactId,
    contextConfirmed,
  }));
}
