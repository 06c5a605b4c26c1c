/** What became of messages: their holds posted or voided, texts that came in charged. */
export const SETTLEMENT_FUNCTIONS = [
  // What a message does to its account: it uses some of what is held for it, frees the rest, or uses more.
  `CREATE TYPE billing.movement AS
     (tenant_id uuid, message_id uuid, consumed bigint, freed bigint, extra bigint, how text)`,

  // A balance is one signed number, available less debt: what is freed raises it, what is used beyond a hold
  // lowers it, and where it stands tells which part repays, is covered or is owed. Each message once, in order.
  `CREATE FUNCTION billing.book(moves movement[])
     RETURNS TABLE (ord bigint, cost_micros bigint, owed bigint, repaid bigint)
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   DECLARE tenants uuid[]; messages uuid[]; repaying bigint[]; covering bigint[]; costs bigint[];
   BEGIN
     SELECT array_agg(s.tenant_id ORDER BY s.ord), array_agg(s.message_id ORDER BY s.ord),
            array_agg(least(s.freed, greatest(-s.net, 0)) ORDER BY s.ord),
            array_agg(least(s.extra, greatest(s.net, 0)) ORDER BY s.ord)
       INTO tenants, messages, repaying, covering
       FROM (SELECT m.*, a.available - a.debt - m.freed + m.extra
                    + sum(m.freed - m.extra) OVER (PARTITION BY m.tenant_id ORDER BY m.ord)::bigint AS net
               FROM unnest(moves) WITH ORDINALITY
                 AS m (tenant_id, message_id, consumed, freed, extra, how, ord)
               JOIN account a ON a.tenant_id = m.tenant_id) s;
     costs := draw_lots(tenants || tenants, messages || messages, NULL,
                        (SELECT array_agg(m.consumed) FROM unnest(moves) AS m) || covering);
     RETURN QUERY
     WITH item AS MATERIALIZED (
       SELECT m.*, r.repaid, r.covered, m.extra - r.covered AS owed,
              costs[m.ord] AS consumed_cost, costs[cardinality(moves) + m.ord] AS covered_cost
         FROM unnest(moves) WITH ORDINALITY AS m (tenant_id, message_id, consumed, freed, extra, how, ord)
         JOIN unnest(repaying, covering) WITH ORDINALITY AS r (repaid, covered, ord) USING (ord)
     ), booked AS (
       INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
       SELECT i.tenant_id, i.message_id, e.kind, e.source, e.target, e.segments
         FROM item i CROSS JOIN LATERAL (VALUES
                (1, 'post', 'held', 'used', i.consumed),
                (2, i.how, 'available', 'used', i.covered),
                (3, 'debt', 'debt', 'used', i.owed),
                (4, 'repay', 'held', 'debt', i.repaid),
                (5, i.how, 'held', 'available', i.freed - i.repaid))
           AS e (place, kind, source, target, segments)
        WHERE e.segments > 0 ORDER BY i.ord, e.place
     ), moved AS (
       UPDATE account a
          SET held = a.held - s.unheld, available = a.available + s.available, debt = a.debt + s.debt,
              version = a.version + 1
         FROM (SELECT i.tenant_id, sum(i.consumed + i.freed) AS unheld,
                      sum(i.freed - i.repaid - i.covered) AS available, sum(i.owed - i.repaid) AS debt
                 FROM item i GROUP BY 1) s
        WHERE a.tenant_id = s.tenant_id
     )
     SELECT i.ord, i.consumed_cost + i.covered_cost, i.owed, i.repaid FROM item i ORDER BY i.ord;
   END $$`,

  // Each message at most once in a call. What was settled before isn't answered; a debt that was repaid by what
  // came free is answered without a place.
  `CREATE FUNCTION billing.settle_holds(tenants uuid[], messages uuid[], actuals bigint[])
     RETURNS TABLE (ord bigint, tenant_id uuid, message_id uuid, conversation_id uuid,
                    segments bigint, cost_micros bigint, held bigint)
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   DECLARE places bigint[]; moves movement[]; costs bigint[]; owing bigint[]; freed bigint[]; orphan uuid;
   BEGIN
     SELECT array_agg(u.ord ORDER BY u.ord) FILTER (WHERE u.is_due),
            array_agg((u.t, u.m, u.consumed, u.reserved - u.consumed, u.used - u.consumed, u.how)::movement
                      ORDER BY u.ord) FILTER (WHERE u.is_due),
            (array_agg(u.m) FILTER (WHERE u.state IS NULL OR (u.state = 'declined' AND u.actual IS NOT NULL)))[1]
       INTO places, moves, orphan
       FROM (SELECT i.*, h.state, r.reserved, coalesce(i.actual, 0) AS used,
                    least(r.reserved, coalesce(i.actual, 0)) AS consumed,
                    CASE WHEN i.actual IS NULL THEN 'void' WHEN i.actual > r.reserved THEN 'shortfall' ELSE 'release' END AS how,
                    h.state = 'open' OR (h.state = 'voided' AND i.actual IS NOT NULL) AS is_due
               FROM unnest(tenants, messages, actuals) WITH ORDINALITY AS i (t, m, actual, ord)
               LEFT JOIN LATERAL (SELECT x.state, x.segments FROM hold x
                                   WHERE x.tenant_id = i.t AND x.message_id = i.m OFFSET 0) h ON true
              CROSS JOIN LATERAL (SELECT CASE h.state WHEN 'open' THEN h.segments ELSE 0 END AS reserved) r) u;
     IF orphan IS NOT NULL THEN RAISE 'message % has no hold that could be settled', orphan; END IF;
     IF moves IS NULL THEN RETURN; END IF;
     SELECT array_agg(b.cost_micros ORDER BY b.ord), array_agg(b.owed ORDER BY b.ord),
            array_agg(b.repaid ORDER BY b.ord) INTO costs, owing, freed FROM book(moves) AS b;
     UPDATE hold h
        SET state = CASE WHEN i.actual IS NULL THEN 'voided' ELSE 'posted' END, posted_segments = i.actual,
            cost_micros = CASE WHEN i.actual IS NULL THEN NULL ELSE i.cost END, owed = i.owed, resolved_at = now()
       FROM (SELECT tenants[p.place] AS t, messages[p.place] AS m, actuals[p.place] AS actual, p.cost, p.owed
               FROM unnest(places, costs, owing) AS p (place, cost, owed)) i
      WHERE h.tenant_id = i.t AND h.message_id = i.m;
     RETURN QUERY
       SELECT NULL::bigint, r.*
         FROM repay_debts((SELECT array_agg(m.tenant_id) FROM unnest(moves) AS m), freed) AS r;
     PERFORM price_accounts(tenants);
     RETURN QUERY
       SELECT p.place, h.tenant_id, h.message_id, h.conversation_id, coalesce(h.posted_segments, h.segments),
              h.cost_micros + h.owed * a.unit_price_micros, h.segments
         FROM unnest(places) AS p (place)
         JOIN hold h ON h.tenant_id = tenants[p.place] AND h.message_id = messages[p.place]
         JOIN account a ON a.tenant_id = h.tenant_id
        ORDER BY p.place;
   END $$`,

  // A text that came in costs its segments at once; it never waits for a balance. Charged before: not answered.
  `CREATE FUNCTION billing.charge_inbound(
     tenants uuid[], messages uuid[], conversations uuid[], actuals bigint[], numbers text[] DEFAULT NULL)
     RETURNS TABLE (ord bigint, cost_micros bigint)
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   DECLARE places bigint[]; moves movement[];
   BEGIN
     SELECT array_agg(u.ord ORDER BY u.ord),
            array_agg((u.t, u.m, 0, 0, u.actual, 'receive')::movement ORDER BY u.ord) INTO places, moves
       FROM (SELECT DISTINCT ON (i.t, i.m) i.*
               FROM unnest(tenants, messages, actuals) WITH ORDINALITY AS i (t, m, actual, ord)
               LEFT JOIN LATERAL (SELECT x.state FROM hold x
                                   WHERE x.tenant_id = i.t AND x.message_id = i.m OFFSET 0) h ON true
              WHERE h.state IS NULL ORDER BY i.t, i.m, i.ord) u;
     IF moves IS NULL THEN RETURN; END IF;
     INSERT INTO hold (tenant_id, message_id, conversation_id, direction, segments, state,
                       posted_segments, cost_micros, owed, resolved_at, our_number)
       SELECT tenants[p.place], messages[p.place], conversations[p.place], 'inbound', 0, 'posted',
              actuals[p.place], b.cost_micros, b.owed, now(), numbers[p.place]
         FROM book(moves) AS b JOIN unnest(places) WITH ORDINALITY AS p (place, ord) USING (ord);
     PERFORM price_accounts(tenants);
     RETURN QUERY
       SELECT p.place, h.cost_micros + h.owed * a.unit_price_micros
         FROM unnest(places) AS p (place)
         JOIN hold h ON h.tenant_id = tenants[p.place] AND h.message_id = messages[p.place]
         JOIN account a ON a.tenant_id = h.tenant_id
        ORDER BY p.place;
   END $$`,
];
