/** In SQL: so many ($2) texts of a business ($1) go out, one in twenty for nothing, some billed otherwise than quoted. */
export const BATCH_OUT = `
  WITH asked AS MATERIALIZED (
    SELECT array_agg($1::uuid) AS t, array_agg(gen_random_uuid()) AS m, array_agg(1 + n % 2)::bigint[] AS s,
           array_agg('user:' || n % 8) AS u, array_agg('+1312555010' || n % 2) AS f,
           array_agg(CASE WHEN n % 3 > 0 THEN 'type-' || n % 12 END) AS j,
           array_agg(CASE n % 20 WHEN 0 THEN NULL WHEN 1 THEN 3 WHEN 4 THEN 1 ELSE 1 + n % 2 END)::bigint[] AS actual
      FROM generate_series(1, $2::int) AS n
  ), held AS MATERIALIZED (
    SELECT count(*) AS n FROM asked a, take_holds(a.t, a.m, a.m, a.s, array_fill(false, ARRAY[$2::int]), a.u, a.f, a.j)
  )
  SELECT count(*) FROM asked a, held h, LATERAL settle_holds(a.t, a.m, CASE WHEN h.n > 0 THEN a.actual END)`;
/** So many come in. */
export const BATCH_IN = `
  SELECT count(*) FROM (
    SELECT array_agg($1::uuid) AS t, array_agg(gen_random_uuid()) AS m, array_fill(1::bigint, ARRAY[$2::int]) AS s,
           array_agg('+1312555010' || n % 2) AS f FROM generate_series(1, $2::int) AS n) a,
    charge_inbound(a.t, a.m, a.m, a.s, a.f)`;
