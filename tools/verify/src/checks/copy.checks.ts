import type { Check, Look } from '../look.js';
import { CROSSED } from './crossed.js';
import { type Keyed, sideBySide } from '../side-by-side.js';
import type { Service } from '../services.js';

interface Original extends Keyed {
  readonly tenantId: string;
  /** Version, and whatever else both sides say. */
  readonly state: string;
  readonly settled: boolean;
}

type Copied = Omit<Original, 'settled'>;

/** What one service owns, and the copy that another keeps of it. */
interface Copy {
  readonly name: string;
  readonly says: string;
  readonly id: string;
  readonly owner: Service;
  /** Answers originals in the order of their keys; what is older than $1 has settled. */
  readonly originals: string;
  readonly holder: Service;
  readonly copies: string;
}

const COPIES: readonly Copy[] = [
  {
    name: 'consent.copy',
    says: `Messaging's copy of a consent is not compliance's record.`,
    id: 'subjectId',
    owner: 'compliance',
    originals: `
      SELECT c.subject_id AS key, c.tenant_id AS "tenantId",
             concat_ws(' ', c.version, c.state, c.origin) AS state,
             coalesce(e.at, c.changed_at) < $1 AS settled
        FROM compliance.consent c
        LEFT JOIN LATERAL (
          SELECT recorded_at AS at FROM compliance.consent_event e
           WHERE e.tenant_id = c.tenant_id AND e.subject_id = c.subject_id
           ORDER BY e.sequence DESC LIMIT 1) e ON true
       WHERE c.version > 0 ORDER BY 1, 2`,
    holder: 'messaging',
    copies: `
      SELECT subject_id AS key, tenant_id AS "tenantId",
             concat_ws(' ', version, state, origin) AS state
        FROM messaging.consent_copy ORDER BY 1, 2`,
  },
  {
    name: 'consent.hold',
    says: `Messaging's copy of a hold is not compliance's record.`,
    id: 'holdId',
    owner: 'compliance',
    originals: `
      SELECT id AS key, tenant_id AS "tenantId", concat_ws(' ', version, state) AS state,
             coalesce(decided_at, opened_at) < $1 AS settled
        FROM compliance.consent_hold ORDER BY 1, 2`,
    holder: 'messaging',
    copies: `
      SELECT hold_id AS key, tenant_id AS "tenantId", concat_ws(' ', version, state) AS state
        FROM messaging.consent_hold_copy ORDER BY 1, 2`,
  },
  {
    name: 'consent.stop',
    says: `A recipient's stop is not what their last keyword was, as compliance has it.`,
    id: 'recipientId',
    owner: 'messaging',
    originals: `
      SELECT id AS key, tenant_id AS "tenantId",
             concat_ws(' ', keyword_sequence, CASE WHEN stopped_at IS NULL THEN 'opt_in' ELSE 'opt_out' END) AS state,
             greatest(stopped_at, last_inbound_at) < $1 AS settled
        FROM messaging.recipient
       WHERE keyword_sequence > 0 OR stopped_at IS NOT NULL ORDER BY 1, 2`,
    holder: 'compliance',
    copies: `
      SELECT DISTINCT ON (subject_id, tenant_id) subject_id AS key, tenant_id AS "tenantId",
             concat_ws(' ', keyword_sequence, action) AS state
        FROM compliance.consent_event WHERE keyword_sequence IS NOT NULL
       ORDER BY subject_id, tenant_id, keyword_sequence DESC`,
  },
  {
    name: 'copy.tenant',
    says: `Messaging's copy of a business is not the gateway's.`,
    id: 'tenantId',
    owner: 'gateway',
    originals: `
      SELECT tenant_id AS key, tenant_id AS "tenantId", version::text AS state,
             created_at < $1 AS settled
        FROM gateway.tenant ORDER BY 1`,
    holder: 'messaging',
    copies: `SELECT tenant_id AS key, tenant_id AS "tenantId", version::text AS state
               FROM messaging.tenant_copy ORDER BY 1`,
  },
  {
    name: 'copy.balance',
    says: `Messaging's copy of a price is not of the account's version.`,
    id: 'tenantId',
    owner: 'billing',
    originals: `
      SELECT a.tenant_id AS key, a.tenant_id AS "tenantId",
             concat_ws(' ', a.version, a.unit_price_micros) AS state,
             coalesce(e.at, '-infinity') < $1 AS settled
        FROM billing.account a
        LEFT JOIN LATERAL (
          SELECT at FROM billing.entry e WHERE e.tenant_id = a.tenant_id
           ORDER BY e.id DESC LIMIT 1) e ON true
       WHERE a.version > 0 ORDER BY 1`,
    holder: 'messaging',
    copies: `SELECT tenant_id AS key, tenant_id AS "tenantId",
                    concat_ws(' ', version, unit_price_micros) AS state
               FROM messaging.balance_copy ORDER BY 1`,
  },
  {
    name: 'copy.contact',
    says: `The scheduler's copy of a contact is not messaging's.`,
    id: 'contactId',
    owner: 'messaging',
    originals: `
      SELECT id AS key, tenant_id AS "tenantId",
             concat_ws(' ', version, recipient_id) AS state, updated_at < $1 AS settled
        FROM messaging.contact ORDER BY 1, 2`,
    holder: 'scheduler',
    copies: `SELECT contact_id AS key, tenant_id AS "tenantId",
                    concat_ws(' ', version, recipient_id) AS state
               FROM scheduler.contact_copy ORDER BY 1, 2`,
  },
  {
    name: 'copy.job',
    says: `Messaging's copy of a visit is not the scheduler's.`,
    id: 'jobId',
    owner: 'scheduler',
    originals: `
      SELECT id AS key, tenant_id AS "tenantId",
             concat_ws(' ', version, contact_id) AS state, updated_at < $1 AS settled
        FROM scheduler.job ORDER BY 1, 2`,
    holder: 'messaging',
    copies: `SELECT job_id AS key, tenant_id AS "tenantId",
                    concat_ws(' ', version, contact_id) AS state
               FROM messaging.job_copy ORDER BY 1, 2`,
  },
];

/** Each copy beside its original. A copy without one is wrong at once: facts only go one way. */
export const copyChecks: readonly Check[] = COPIES.map((copy) => ({
  invariants: { [copy.name]: copy.says, ...CROSSED },
  find: (look) => compare(look, copy),
}));

async function compare(look: Look, { name, id, ...copy }: Copy): Promise<void> {
  const { databases, settledBefore } = look;
  const originals = databases.of(copy.owner).batches<Original>(copy.originals, [settledBefore]);
  const copies = databases.of(copy.holder).batches<Copied>(copy.copies);
  await sideBySide(originals, copies, (original, copied) => {
    const row = original ?? copied;
    if (!row) return;
    const ids = { tenantId: row.tenantId, [id]: row.key };
    if (original && copied && original.tenantId !== copied.tenantId)
      look.found('tenancy.crossed', { ...ids, copyTenantId: copied.tenantId });
    else if ((original?.settled ?? true) && original?.state !== copied?.state)
      look.found(name, ids);
  });
}
