/** Segments that come from outside or go there: bought, granted, taken away, given back. */
export const CREDIT_FUNCTIONS = [
  // A new lot; a debt is repaid first, and what that cost its messages is answered.
  `CREATE FUNCTION billing.credit(
     tenant uuid, adjustment uuid, what text, amount bigint, paid bigint, why text, who text)
     RETURNS TABLE (tenant_id uuid, message_id uuid, conversation_id uuid,
                    segments bigint, cost_micros bigint, held bigint)
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE repaid bigint;
   BEGIN
     INSERT INTO adjustment (tenant_id, id, kind, segments, micros, reason, actor)
       VALUES (tenant, adjustment, what, amount, paid, why, who);
     INSERT INTO lot (tenant_id, adjustment_id, segments, remaining, paid_micros)
       VALUES (tenant, adjustment, amount, amount, paid);
     SELECT least(amount, a.debt) INTO STRICT repaid FROM account a WHERE a.tenant_id = tenant;
     UPDATE account a SET available = a.available + amount - repaid, debt = a.debt - repaid,
            version = a.version + 1 WHERE a.tenant_id = tenant;
     INSERT INTO entry (tenant_id, adjustment_id, kind, source, target, segments)
       SELECT tenant, adjustment, e.kind, 'issued', e.target, e.segments
         FROM (VALUES ('repay', 'debt', repaid), (what, 'available', amount - repaid))
           AS e (kind, target, segments) WHERE e.segments > 0;
     RETURN QUERY SELECT * FROM repay_debts(ARRAY[tenant], ARRAY[repaid]);
     PERFORM price_accounts(ARRAY[tenant]);
   END $$`,

  // Takes what is available, from all lots in order or from one of them. @returns what it was worth
  `CREATE FUNCTION billing.debit(
     tenant uuid, adjustment uuid, what text, amount bigint, only_lot bigint, why text, who text)
     RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
   DECLARE value bigint := 0;
   BEGIN
     IF amount > 0 THEN
       value := (draw_lots(ARRAY[tenant], NULL, ARRAY[adjustment], ARRAY[amount], only_lot))[1];
     END IF;
     INSERT INTO adjustment (tenant_id, id, kind, segments, micros, reason, actor)
       VALUES (tenant, adjustment, what, -amount, -value, why, who);
     IF amount > 0 THEN
       UPDATE account a SET available = a.available - amount, version = a.version + 1
        WHERE a.tenant_id = tenant;
       INSERT INTO entry (tenant_id, adjustment_id, kind, source, target, segments)
         VALUES (tenant, adjustment, what, 'available', 'issued', amount);
       PERFORM price_accounts(ARRAY[tenant]);
     END IF;
     RETURN value;
   END $$`,
];
