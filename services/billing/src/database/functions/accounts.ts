export const ACCOUNT_FUNCTIONS = [
  // Rows before locks (a lock on an absent row locks nothing), locks in id order (no deadlock),
  // and balances read by a later statement: its snapshot has what the lock waited for.
  `CREATE FUNCTION billing.lock_accounts(tenants uuid[]) RETURNS void
     LANGUAGE plpgsql VOLATILE AS $$
   BEGIN
     INSERT INTO account (tenant_id)
       SELECT DISTINCT t FROM unnest(tenants) AS t ORDER BY t ON CONFLICT DO NOTHING;
     PERFORM 1 FROM account WHERE tenant_id = ANY (tenants) ORDER BY tenant_id FOR UPDATE;
   END $$`,

  // The next segment costs what the oldest open lot cost; when all are empty, what the last one did.
  `CREATE FUNCTION billing.price_accounts(tenants uuid[]) RETURNS void
     LANGUAGE sql VOLATILE AS $$
     UPDATE account a SET unit_price_micros = next.price
       FROM unnest(tenants) AS t CROSS JOIN LATERAL (
         SELECT l.paid_micros / l.segments AS price FROM lot l
          WHERE l.tenant_id = t AND l.remaining > 0 ORDER BY l.id LIMIT 1) next
      WHERE a.tenant_id = t AND a.unit_price_micros <> next.price $$`,
];
