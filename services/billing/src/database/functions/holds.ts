/** Segments set aside before a message goes out. */
export const HOLD_FUNCTIONS = [
  // Greedy in order: what still fits is granted, what doesn't is passed over.
  `CREATE FUNCTION billing.fit(total bigint, segments bigint, available bigint) RETURNS bigint
     LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
   BEGIN
     RETURN CASE WHEN total + segments <= available THEN total + segments ELSE total END;
   END $$`,
  `CREATE AGGREGATE billing.fitting (segments bigint, available bigint)
     (SFUNC = billing.fit, STYPE = bigint, INITCOND = '0')`,

  // Its plan is kept while its tables grow from nothing: no plan but by index stays good.
  `CREATE FUNCTION billing.take_holds(
     tenants uuid[], messages uuid[], conversations uuid[], amounts bigint[], mandatory boolean[],
     senders text[] DEFAULT NULL, numbers text[] DEFAULT NULL, job_types text[] DEFAULT NULL)
     RETURNS TABLE (message_id uuid, state text, segments bigint, available bigint)
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   BEGIN
     PERFORM lock_accounts(tenants);
     RETURN QUERY
     WITH balance AS MATERIALIZED (
       SELECT a.tenant_id, a.available FROM account a WHERE a.tenant_id = ANY (tenants)
     ), asked AS MATERIALIZED (
       SELECT i.*, h.state AS known, h.segments AS before
         FROM unnest(tenants, messages, conversations, amounts, mandatory, senders, numbers, job_types)
              WITH ORDINALITY AS i (tenant_id, message_id, conversation_id, segments, mandatory,
                                    sent_by, our_number, job_type, ord)
         LEFT JOIN LATERAL (
           SELECT h.state, h.segments FROM hold h
            WHERE h.tenant_id = i.tenant_id AND h.message_id = i.message_id OFFSET 0) h ON true
     ), item AS (
       SELECT DISTINCT ON (i.tenant_id, i.message_id) i.*, b.available,
              CASE WHEN i.mandatory THEN 0 ELSE i.segments END AS needed
         FROM asked i JOIN balance b USING (tenant_id) WHERE i.known IS NULL
        ORDER BY i.tenant_id, i.message_id, i.ord
     ), running AS (
       SELECT i.*, fitting(i.needed, i.available) OVER (PARTITION BY i.tenant_id ORDER BY i.ord ROWS UNBOUNDED PRECEDING) AS total FROM item i
     ), decided AS MATERIALIZED (
       SELECT r.*, r.mandatory OR r.total > coalesce(
                lag(r.total) OVER (PARTITION BY r.tenant_id ORDER BY r.ord), 0) AS granted
         FROM running r
     ), held AS (
       INSERT INTO hold (tenant_id, message_id, conversation_id, direction, segments, state, resolved_at,
                         quoted_segments, sent_by, our_number, job_type)
       SELECT d.tenant_id, d.message_id, d.conversation_id, 'outbound',
              CASE WHEN d.granted THEN d.needed ELSE d.segments END,
              CASE WHEN d.granted THEN 'open' ELSE 'declined' END,
              CASE WHEN d.granted THEN NULL ELSE now() END,
              d.segments, d.sent_by, d.our_number, d.job_type
         FROM decided d ORDER BY d.ord
     ), booked AS (
       INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
       SELECT d.tenant_id, d.message_id, 'hold', 'available', 'held', d.needed
         FROM decided d WHERE d.granted AND d.needed > 0 ORDER BY d.ord
     ), moved AS (
       UPDATE account a
          SET available = a.available - s.segments, held = a.held + s.segments, version = a.version + 1
         FROM (SELECT d.tenant_id, sum(d.needed) AS segments
                 FROM decided d WHERE d.granted GROUP BY 1) s
        WHERE a.tenant_id = s.tenant_id
     )
     SELECT d.message_id, CASE WHEN d.granted THEN 'open' ELSE 'declined' END,
            CASE WHEN d.granted THEN d.needed ELSE d.segments END, d.available - d.total
       FROM decided d
     UNION ALL
     SELECT i.message_id, i.known, i.before, b.available
       FROM asked i JOIN balance b USING (tenant_id) WHERE i.known IS NOT NULL;
   END $$`,
];
