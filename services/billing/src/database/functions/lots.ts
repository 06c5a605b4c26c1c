/** A lot is what was bought or granted at once. Its segments are drawn in order, oldest lot first. */
export const LOT_FUNCTIONS = [
  // By place in the lot, not by draw: however a lot is drawn, the parts add up to what was paid for it.
  `CREATE FUNCTION billing.worth(paid bigint, segments bigint, first bigint, amount bigint) RETURNS bigint
     LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
     SELECT paid * (first + amount) / segments - paid * first / segments $$`,

  // Demands and lots are laid end to end on a line of their account: where they overlap, one draws on the other.
  // What each demand cost is answered in their order. Accounts are locked before.
  `CREATE FUNCTION billing.draw_lots(
     tenants uuid[], messages uuid[], adjustments uuid[], amounts bigint[], only_lot bigint DEFAULT NULL)
     RETURNS bigint[]
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   DECLARE drawn bigint; costs bigint[];
   BEGIN
     WITH demand AS MATERIALIZED (
       SELECT d.*, coalesce(sum(d.amount) OVER (PARTITION BY d.tenant_id ORDER BY d.ord), 0)::bigint AS upto
         FROM unnest(tenants, messages, adjustments, amounts) WITH ORDINALITY
           AS d (tenant_id, message_id, adjustment_id, amount, ord)
     ), stock AS MATERIALIZED (
       SELECT l.*, sum(l.remaining) OVER (PARTITION BY l.tenant_id ORDER BY l.id)::bigint AS upto
         FROM lot l WHERE l.remaining > 0 AND l.tenant_id = ANY (tenants) AND (only_lot IS NULL OR l.id = only_lot)
     ), part AS MATERIALIZED (
       SELECT d.ord, d.tenant_id, d.message_id, d.adjustment_id, s.id AS lot_id, o.amount,
              worth(s.paid_micros, s.segments, s.segments - s.upto + o.first, o.amount) AS cost
         FROM demand d
         JOIN stock s ON s.tenant_id = d.tenant_id
                     AND s.upto > d.upto - d.amount AND s.upto - s.remaining < d.upto
        CROSS JOIN LATERAL (
          SELECT greatest(d.upto - d.amount, s.upto - s.remaining) AS first,
                 least(d.upto, s.upto) - greatest(d.upto - d.amount, s.upto - s.remaining) AS amount) o
        WHERE d.amount > 0
     ), noted AS (
       INSERT INTO draw (tenant_id, lot_id, message_id, adjustment_id, segments, cost_micros)
       SELECT p.tenant_id, p.lot_id, p.message_id, p.adjustment_id, p.amount, p.cost
         FROM part p ORDER BY p.ord, p.lot_id
     ), taken AS (
       UPDATE lot l SET remaining = l.remaining - t.amount
         FROM (SELECT p.tenant_id, p.lot_id, sum(p.amount) AS amount FROM part p GROUP BY 1, 2) t
        WHERE l.tenant_id = t.tenant_id AND l.id = t.lot_id
     )
     SELECT coalesce(sum(c.amount), 0), array_agg(c.cost ORDER BY c.ord) INTO drawn, costs
       FROM (SELECT d.ord, coalesce(sum(p.amount), 0) AS amount, coalesce(sum(p.cost), 0)::bigint AS cost
               FROM demand d LEFT JOIN part p USING (ord) GROUP BY d.ord) c;
     IF drawn <> (SELECT coalesce(sum(a), 0) FROM unnest(amounts) AS a) THEN
       RAISE 'lots hold less than their accounts: % of % drawn', drawn, amounts;
     END IF;
     RETURN costs;
   END $$`,

  // Debts are paid off oldest message first; only now is it known what such a message cost.
  `CREATE FUNCTION billing.repay_debts(tenants uuid[], amounts bigint[])
     RETURNS TABLE (tenant_id uuid, message_id uuid, conversation_id uuid,
                    segments bigint, cost_micros bigint, held bigint)
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   DECLARE debtors uuid[]; messages uuid[]; paid bigint[]; costs bigint[];
   BEGIN
     SELECT array_agg(d.t), array_agg(d.message_id), array_agg(d.amount) INTO debtors, messages, paid
       FROM (SELECT r.t, owing.message_id, least(owing.upto, r.amount) - owing.upto + owing.owed AS amount
               FROM (SELECT u.t, sum(u.a)::bigint AS amount FROM unnest(tenants, amounts) AS u (t, a) GROUP BY 1) r
              CROSS JOIN LATERAL (
                SELECT h.message_id, h.owed, sum(h.owed) OVER (ORDER BY h.resolved_at, h.message_id)::bigint AS upto
                  FROM hold h WHERE h.tenant_id = r.t AND h.owed > 0) owing
              WHERE owing.upto - owing.owed < r.amount
              ORDER BY r.t, owing.upto) d;
     IF debtors IS NULL THEN RETURN; END IF;
     costs := draw_lots(debtors, messages, NULL, paid);
     RETURN QUERY
     UPDATE hold h SET owed = h.owed - p.amount, cost_micros = h.cost_micros + p.cost
       FROM unnest(debtors, messages, paid, costs) AS p (tenant_id, message_id, amount, cost)
      WHERE h.tenant_id = p.tenant_id AND h.message_id = p.message_id
     RETURNING h.tenant_id, h.message_id, h.conversation_id, h.posted_segments, h.cost_micros + h.owed
               * (SELECT a.unit_price_micros FROM account a WHERE a.tenant_id = h.tenant_id),
               CASE h.direction WHEN 'outbound' THEN h.segments END;
   END $$`,
];
