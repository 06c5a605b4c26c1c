import { newId } from '@fieldline/contracts';
import { type Database, query } from '@fieldline/database';

/** Beyond the longest wait for an answer, so that nobody asks Twilio the same at once. */
const MARGIN_MS = 15_000;

/** The right to work at a registration, of one at a time. */
export interface Lease {
  readonly tenantId: string;
  readonly token: string;
}

/** Somebody else works at it now: whatever was under way is theirs to find. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

export function leaseMs(twilioTimeoutMs: number): number {
  return twilioTimeoutMs + MARGIN_MS;
}

/**
 * The registration whose turn it is, of any business: one that is due, or whose worker died. One whose form
 * was cut short waits for the next form, one of a business that is closed for nothing; one that was turned down is
 * looked at like any other. What is due is forgotten with the claim, so that a nudge while it is worked at stands
 * out.
 */
export async function claimDue(database: Database, forMs: number): Promise<Lease | undefined> {
  const token = newId();
  const [row] = await database.query<{ tenantId: string }>(
    `UPDATE registration
        SET lease_token = $1, lease_until = now() + $2 * interval '1 millisecond', due_at = NULL
      WHERE tenant_id = (
        SELECT tenant_id FROM registration
         WHERE (due_at <= now() OR lease_token IS NOT NULL)
           AND (lease_until IS NULL OR lease_until < now())
           AND (state NOT IN ('needs_tax_number', 'needs_form') OR EXISTS (
             SELECT FROM registration_step s
              WHERE s.tenant_id = registration.tenant_id AND s.state = 'failed'))
           AND NOT EXISTS (
             SELECT FROM number_copy c
              WHERE c.tenant_id = registration.tenant_id AND c.closed_at IS NOT NULL)
         ORDER BY due_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING tenant_id AS "tenantId"`,
    [token, forMs],
  );
  return row && { tenantId: row.tenantId, token };
}

/** One business's, whatever is due. Undefined while somebody works at it, or there is none. */
export async function claim(
  database: Database,
  tenantId: string,
  forMs: number,
): Promise<Lease | undefined> {
  const token = newId();
  const rows = await database.query(
    `UPDATE registration
        SET lease_token = $2, lease_until = now() + $3 * interval '1 millisecond'
      WHERE tenant_id = $1 AND (lease_until IS NULL OR lease_until < now()) RETURNING 1`,
    [tenantId, token, forMs],
  );
  return rows.length > 0 ? { tenantId, token } : undefined;
}

/** @throws LeaseLost */
export async function renew(
  database: Database,
  { tenantId, token }: Lease,
  forMs: number,
): Promise<void> {
  const rows = await database.asWorker((tx) =>
    query(
      tx,
      `UPDATE registration SET lease_until = now() + $3 * interval '1 millisecond'
        WHERE tenant_id = $1 AND lease_token = $2 RETURNING tenant_id`,
      [tenantId, token, forMs],
    ),
  );
  if (rows.length === 0) throw new LeaseLost();
}

/** Whether it is this lease's own, which a transaction that has locked the row may rely on. */
export function holds(lease: Lease, row: { readonly leaseToken: string | null }): boolean {
  return row.leaseToken === lease.token;
}

/**
 * Has it left alone for so long, whatever nudges come: the lease stays, and is taken over once it has run
 * out.
 */
export async function rest(
  database: Database,
  { tenantId, token }: Lease,
  forMs: number,
  failures: number,
): Promise<void> {
  await database.query(
    `UPDATE registration
        SET lease_until = now() + $3::double precision * interval '1 millisecond', failures = $4
      WHERE tenant_id = $1 AND lease_token = $2`,
    [tenantId, token, forMs, failures],
  );
}

/** @param inMs when it is due again; null when nobody has to look at it. A nudge since the claim stays. */
export async function release(
  database: Database,
  { tenantId, token }: Lease,
  inMs: number | null,
  failures: number,
): Promise<void> {
  await database.query(
    `UPDATE registration
        SET lease_token = NULL, lease_until = NULL, failures = $4,
            due_at = least(due_at, now() + $3::double precision * interval '1 millisecond')
      WHERE tenant_id = $1 AND lease_token = $2`,
    [tenantId, token, inMs, failures],
  );
}
