/**
 * The first id that isn't before an instant. An account's rows get id and time under its lock, so they
 * ascend together: their ids are halved by, and no index on time has to be kept. Where a clock went back,
 * the answer is still one place, the same for the month that ends there and the one that begins.
 */
const firstSince = (table: 'entry' | 'draw'): string =>
  `CREATE FUNCTION billing.first_${table}_since(tenant uuid, instant timestamptz) RETURNS bigint
     LANGUAGE plpgsql STABLE SET enable_seqscan = off SET enable_bitmapscan = off AS $$
   DECLARE low bigint := 0; high bigint := 1::bigint << 52; middle bigint; nearest record;
   BEGIN
     WHILE low < high LOOP
       middle := (low + high) / 2;
       SELECT x.id, x.at INTO nearest FROM ${table} x
        WHERE x.tenant_id = tenant AND x.id >= middle ORDER BY x.id LIMIT 1;
       IF NOT FOUND OR nearest.at >= instant THEN high := middle; ELSE low := nearest.id + 1; END IF;
     END LOOP;
     RETURN low;
   END $$`;

export const STATEMENT_FUNCTIONS = [firstSince('entry'), firstSince('draw')];
