import type { Check, Look } from '../look.js';
import type { Service } from '../services.js';

/** Ids that one table keeps of another's rows without a foreign key. */
interface Reference {
  readonly from: Service;
  /** Answers "tenantId", and the "id" that is referred to. */
  readonly sql: string;
  readonly in: Service;
  readonly table: string;
  readonly id: string;
}

const REFERENCES: readonly Reference[] = [
  {
    from: 'messaging',
    sql: `SELECT DISTINCT tenant_id AS "tenantId", contact_id AS id FROM messaging.message
           WHERE contact_id IS NOT NULL`,
    in: 'messaging',
    table: 'messaging.contact',
    id: 'contactId',
  },
  {
    from: 'scheduler',
    sql: `SELECT DISTINCT tenant_id AS "tenantId", contact_id AS id FROM scheduler.job`,
    in: 'messaging',
    table: 'messaging.contact',
    id: 'contactId',
  },
  {
    from: 'compliance',
    sql: `SELECT tenant_id AS "tenantId", subject_id AS id FROM compliance.consent
           WHERE subject_kind = 'contact' AND version > 0`,
    in: 'messaging',
    table: 'messaging.contact',
    id: 'contactId',
  },
  {
    from: 'compliance',
    sql: `SELECT tenant_id AS "tenantId", message_id AS id FROM compliance.consent_event
           WHERE message_id IS NOT NULL`,
    in: 'messaging',
    table: 'messaging.message',
    id: 'messageId',
  },
  {
    from: 'billing',
    sql: `SELECT DISTINCT tenant_id AS "tenantId", conversation_id AS id FROM billing.hold`,
    in: 'messaging',
    table: 'messaging.conversation',
    id: 'conversationId',
  },
];

/** The business of what refers is the business of what is referred to, whether or not a key says so. */
export const referenceChecks: readonly Check[] = [
  {
    invariants: {
      'tenancy.reference': `A row refers to something that its business doesn't have.`,
    },
    async find(look) {
      for (const reference of REFERENCES) await follow(look, reference);
    },
  },
  {
    invariants: {
      'tenancy.thread': `A message has other ends than its conversation.`,
    },
    find: (look) =>
      look.foundBy(
        'tenancy.thread',
        'messaging',
        `SELECT m.tenant_id AS "tenantId", m.id AS "messageId", m.conversation_id AS "conversationId"
           FROM messaging.message m
           LEFT JOIN messaging.conversation c ON c.tenant_id = m.tenant_id AND c.id = m.conversation_id
          WHERE m.created_at >= $4 AND (c.number_id, c.recipient_id) IS DISTINCT FROM (m.number_id, m.recipient_id)`,
      ),
  },
];

interface Referring {
  readonly tenantId: string;
  readonly id: string;
}

async function follow(look: Look, reference: Reference): Promise<void> {
  const batches = look.databases.of(reference.from).batches<Referring>(reference.sql);
  for await (const rows of batches) await followAll(look, reference, rows);
}

async function followAll(
  look: Look,
  { in: service, table, id }: Reference,
  rows: readonly Referring[],
): Promise<void> {
  const lost = await look.databases.of(service).rows<Referring>(
    `SELECT r.tenant_id AS "tenantId", r.id
       FROM unnest($1::uuid[], $2::uuid[]) AS r (tenant_id, id)
       LEFT JOIN ${table} t ON t.tenant_id = r.tenant_id AND t.id = r.id
      WHERE t.id IS NULL`,
    [rows.map((row) => row.tenantId), rows.map((row) => row.id)],
  );
  for (const row of lost)
    look.found('tenancy.reference', { tenantId: row.tenantId, [id]: row.id, missingIn: table });
}
