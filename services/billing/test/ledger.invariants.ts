/**
 * What is at odds in the ledgers of some businesses ($1); no rows when all agrees: entries = balances, open holds =
 * held, entries of a message = its hold, lots = available and held, draws = costs, lots = what was paid.
 */
export const DISAGREEMENTS = `
  SELECT a.tenant_id, 'entries' AS which FROM account a JOIN (
         SELECT tenant_id, sum(CASE 'available' WHEN target THEN segments WHEN source THEN -segments ELSE 0 END) AS available,
                sum(CASE 'held' WHEN target THEN segments WHEN source THEN -segments ELSE 0 END) AS held,
                sum(CASE 'debt' WHEN source THEN segments WHEN target THEN -segments ELSE 0 END) AS debt
           FROM entry GROUP BY 1) e USING (tenant_id)
   WHERE a.tenant_id = ANY ($1) AND (a.available, a.held, a.debt) <> (e.available, e.held, e.debt)
  UNION ALL
  SELECT a.tenant_id, 'holds' FROM account a
   WHERE a.tenant_id = ANY ($1) AND (a.held, a.debt) <> (
         SELECT coalesce(sum(segments) FILTER (WHERE state = 'open'), 0), coalesce(sum(owed), 0)
           FROM hold h WHERE h.tenant_id = a.tenant_id)
  UNION ALL
  SELECT h.tenant_id, 'entries of a message' FROM hold h CROSS JOIN LATERAL (
         SELECT coalesce(sum(segments) FILTER (WHERE target = 'held'), 0) AS held,
                coalesce(sum(segments) FILTER (WHERE source = 'held'), 0) AS freed,
                coalesce(sum(segments) FILTER (WHERE target = 'used'), 0) AS used
           FROM entry e WHERE e.tenant_id = h.tenant_id AND e.message_id = h.message_id) e
   WHERE h.tenant_id = ANY ($1) AND (e.held, e.freed, e.used) <> (
         CASE h.state WHEN 'declined' THEN 0 ELSE h.segments END,
         CASE WHEN h.state IN ('posted', 'voided') THEN h.segments ELSE 0 END, coalesce(h.posted_segments, 0))
  UNION ALL
  SELECT a.tenant_id, 'lots' FROM account a
   WHERE a.tenant_id = ANY ($1) AND a.available + a.held <> (
         SELECT coalesce(sum(remaining), 0) FROM lot l WHERE l.tenant_id = a.tenant_id)
  UNION ALL
  SELECT l.tenant_id, 'draws of a lot' FROM lot l
   WHERE l.tenant_id = ANY ($1) AND (l.segments - l.remaining, l.paid_micros * (l.segments - l.remaining) / l.segments) <> (
         SELECT coalesce(sum(d.segments), 0), coalesce(sum(d.cost_micros), 0)
           FROM draw d WHERE d.tenant_id = l.tenant_id AND d.lot_id = l.id)
  UNION ALL
  SELECT h.tenant_id, 'draws of a message' FROM hold h
    LEFT JOIN (SELECT tenant_id, message_id, sum(segments) AS segments, sum(cost_micros) AS cost
                 FROM draw GROUP BY 1, 2) d USING (tenant_id, message_id)
   WHERE h.tenant_id = ANY ($1)
     AND (coalesce(d.segments, 0), coalesce(d.cost, 0)) <> (coalesce(h.posted_segments, 0) - h.owed, coalesce(h.cost_micros, 0))`;
