/** The least that an exact partial grant needs: what billing's own functions are measured against. */

const BOOKED = `, booked AS (
  INSERT INTO bare_entry SELECT tenant_id, message_id, 'hold', segments FROM running WHERE granted)`;

export async function createBareLedger(admin) {
  await admin.query(`
    CREATE TABLE bare_account (tenant_id uuid PRIMARY KEY, available bigint NOT NULL CHECK (available >= 0), held bigint NOT NULL);
    CREATE TABLE bare_hold (tenant_id uuid, message_id uuid, segments bigint NOT NULL, state text NOT NULL,
      PRIMARY KEY (tenant_id, message_id));
    CREATE TABLE bare_entry (tenant_id uuid, message_id uuid, kind text, segments bigint NOT NULL,
      at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (tenant_id, message_id, kind));
    GRANT ALL ON bare_account, bare_hold, bare_entry TO billing_worker`);
}

/** Empties both ledgers and gives every business so many segments in each. */
export async function openAccounts(admin, tenants, available) {
  await admin.query(
    'TRUNCATE bare_account, bare_hold, bare_entry, account, hold, entry, adjustment, lot, draw, outbox CASCADE',
  );
  for (const table of ['bare_account', 'account'])
    await admin.query(
      `INSERT INTO ${table} (tenant_id, available, held) SELECT t, $2, 0 FROM unnest($1::uuid[]) AS t`,
      [tenants, available],
    );
}

/** Locks the accounts, then by a second statement a running sum, rows for holds, and the balance. */
export async function takeBareHolds(tx, requests, { isBooked }) {
  const columns = [
    requests.map((r) => r.tenantId),
    requests.map((r) => r.messageId),
    requests.map((r) => r.segments),
  ];
  await tx.query(
    `SELECT 1 FROM bare_account WHERE tenant_id = ANY ($1::uuid[]) ORDER BY tenant_id FOR UPDATE`,
    [columns[0]],
  );
  await tx.query(
    `WITH running AS (
       SELECT i.*, a.available >= sum(i.segments) OVER (PARTITION BY i.tenant_id ORDER BY i.ord) AS granted
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[]) WITH ORDINALITY AS i (tenant_id, message_id, segments, ord)
         JOIN bare_account a USING (tenant_id)
     ), held AS (
       INSERT INTO bare_hold SELECT tenant_id, message_id, segments, CASE WHEN granted THEN 'open' ELSE 'declined' END FROM running
     )${isBooked ? BOOKED : ''}
     UPDATE bare_account a SET available = available - s.segments, held = held + s.segments
       FROM (SELECT tenant_id, sum(segments) AS segments FROM running WHERE granted GROUP BY 1) s
      WHERE a.tenant_id = s.tenant_id`,
    columns,
  );
}
