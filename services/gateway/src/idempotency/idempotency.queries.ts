import type { Database, Settled } from '@fieldline/database';

/** The right to execute the write of a key, and later to keep its answer. */
export interface Claim {
  readonly tenantId: string;
  readonly key: string;
  readonly execution: string;
}

export interface NewClaim extends Claim {
  readonly fingerprint: Buffer;
  /** How long the key is remembered. */
  readonly hours: number;
  /**
   * Longer than its request takes. After it whoever had the mark is taken for dead; one that only was slow
   * meets its successor at the ids that both derive from the key.
   */
  readonly inFlightSeconds: number;
}

export interface NewAnswer extends Claim {
  readonly status: number;
  /** Sealed. */
  readonly answer: Buffer;
}

/**
 * Marks keys as in flight, of any number of tenants by one statement, in one order so that two
 * groups don't wait for each other. Of the same key twice the first counts.
 * @returns for each whether it may be executed
 */
export async function claimAll(
  database: Database,
  claims: readonly NewClaim[],
): Promise<Settled<boolean>[]> {
  const rows = await database.query<{ execution: string }>(
    `INSERT INTO idempotency_key AS k (tenant_id, key, fingerprint, execution, in_flight_until, expires_at)
     SELECT DISTINCT ON (tenant_id, key) tenant_id, key, fingerprint, execution,
            now() + seconds * interval '1 second', now() + hours * interval '1 hour'
       FROM unnest($1::uuid[], $2::text[], $3::bytea[], $4::uuid[], $5::integer[], $6::integer[]) WITH ORDINALITY
         AS c (tenant_id, key, fingerprint, execution, hours, seconds, position)
      ORDER BY tenant_id, key, position
     ON CONFLICT (tenant_id, key) DO UPDATE
        SET fingerprint = excluded.fingerprint, execution = excluded.execution, status = NULL, answer = NULL,
            in_flight_until = excluded.in_flight_until, expires_at = excluded.expires_at
      WHERE k.expires_at < now() OR k.execution = excluded.execution
         OR (k.status IS NULL AND k.in_flight_until < now() AND k.fingerprint = excluded.fingerprint)
     RETURNING execution`,
    [
      ...columns(claims),
      claims.map((c) => c.fingerprint),
      claims.map((c) => c.execution),
      claims.map((c) => c.hours),
      claims.map((c) => c.inFlightSeconds),
    ],
  );
  const taken = new Set(rows.map((row) => row.execution));
  return claims.map(({ execution }) => ({ status: 'fulfilled', value: taken.has(execution) }));
}

/** Keeps answers with their keys, but for those whose key has passed to somebody else. */
export async function keepAll(
  database: Database,
  answers: readonly NewAnswer[],
): Promise<Settled<void>[]> {
  await database.query(
    `UPDATE idempotency_key k SET status = a.status, answer = a.answer
       FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::integer[], $5::bytea[])
         AS a (tenant_id, key, execution, status, answer)
      WHERE k.tenant_id = a.tenant_id AND k.key = a.key AND k.execution = a.execution`,
    [
      ...columns(answers),
      answers.map((a) => a.execution),
      answers.map((a) => a.status),
      answers.map((a) => a.answer),
    ],
  );
  return answers.map(() => ({ status: 'fulfilled', value: undefined }));
}

function columns(claims: readonly Claim[]): [string[], string[]] {
  return [claims.map((claim) => claim.tenantId), claims.map((claim) => claim.key)];
}
