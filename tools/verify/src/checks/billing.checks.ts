import type { Check } from '../look.js';

/** Where each kind of entry moves segments. */
const MOVES = `(VALUES
  ('grant', 'issued', 'available'), ('withdrawal', 'available', 'issued'),
  ('purchase', 'issued', 'available'), ('reversal', 'available', 'issued'),
  ('restoration', 'issued', 'available'),
  ('repay', 'issued', 'debt'), ('repay', 'held', 'debt'), ('hold', 'available', 'held'),
  ('post', 'held', 'used'), ('release', 'held', 'available'), ('void', 'held', 'available'),
  ('shortfall', 'available', 'used'), ('receive', 'available', 'used'), ('debt', 'debt', 'used'))`;

/** The ledger by itself: it is true in every moment, so nothing here waits for a grace. */
export const billingChecks: readonly Check[] = [
  inBilling(
    'billing.balance',
    `An account's balances are not the sums of its entries.`,
    `SELECT tenant_id AS "tenantId"
       FROM billing.account a
       FULL JOIN (
         SELECT tenant_id, ${net('available')} AS available, ${net('held')} AS held,
                ${net('debt')} AS owed
           FROM billing.entry GROUP BY tenant_id) e USING (tenant_id)
      WHERE (a.available, a.held, -a.debt) IS DISTINCT FROM
            (coalesce(e.available, 0), coalesce(e.held, 0), coalesce(e.owed, 0))`,
  ),
  inBilling(
    'billing.held',
    `An account's held balance is not the sum of its open holds.`,
    `SELECT tenant_id AS "tenantId"
       FROM billing.account a
       FULL JOIN (SELECT tenant_id, sum(segments) AS segments FROM billing.hold
                   WHERE state = 'open' GROUP BY tenant_id) h USING (tenant_id)
      WHERE coalesce(a.held, 0) <> coalesce(h.segments, 0)`,
  ),
  inBilling(
    'billing.negative',
    'An account is below zero, or owes while it has something.',
    `SELECT tenant_id AS "tenantId" FROM billing.account
      WHERE least(available, held, debt) < 0 OR (available > 0 AND debt > 0)`,
  ),
  inBilling(
    'billing.entry-twice',
    'A hold or an adjustment has two entries of one kind.',
    `SELECT tenant_id AS "tenantId", message_id AS "messageId", adjustment_id AS "adjustmentId", kind
       FROM billing.entry GROUP BY 1, 2, 3, 4 HAVING count(*) > 1`,
  ),
  inBilling(
    'billing.entry-kind',
    'An entry moves segments between places that are not those of its kind.',
    `SELECT tenant_id AS "tenantId", id AS "entryId" FROM billing.entry
      WHERE (kind, source, target) NOT IN ${MOVES}`,
  ),
  inBilling(
    'billing.hold-resolved',
    `A hold's entries don't add up to its state: it was resolved twice, by halves or not at all.`,
    `${holds('outbound')} AND NOT CASE h.state
        WHEN 'open' THEN (e.taken, e.held, e.used) = (h.segments, h.segments, 0)
        WHEN 'posted' THEN (e.taken, e.held, e.used) = (h.segments, 0, h.posted_segments)
        WHEN 'voided' THEN (e.taken, e.held, e.used) = (h.segments, 0, 0)
        ELSE (e.taken, e.held, e.used) = (0, 0, 0) END`,
  ),
  inBilling(
    'billing.inbound-charge',
    'A text that came in is not charged by its entries once, at its count.',
    `${holds('inbound')}
        AND (h.state <> 'posted' OR (e.taken, e.held, e.used) IS DISTINCT FROM (0, 0, h.posted_segments))`,
  ),
  inBilling(
    'billing.adjustment',
    `An adjustment's entries don't add up to it.`,
    `SELECT d.tenant_id AS "tenantId", d.id AS "adjustmentId"
       FROM billing.adjustment d
       LEFT JOIN (SELECT tenant_id, adjustment_id, -${net('issued')} AS segments
                    FROM billing.entry WHERE adjustment_id IS NOT NULL GROUP BY 1, 2) e
              ON e.tenant_id = d.tenant_id AND e.adjustment_id = d.id
      WHERE d.segments <> coalesce(e.segments, 0)`,
  ),
  inBilling(
    'billing.orphan-entry',
    'An entry is about a message that has no hold.',
    `SELECT e.tenant_id AS "tenantId", e.id AS "entryId" FROM billing.entry e
      WHERE e.message_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM billing.hold h WHERE h.tenant_id = e.tenant_id AND h.message_id = e.message_id)`,
  ),
  inBilling(
    'billing.owed',
    `An account's debt is not the sum of what its messages owe.`,
    `SELECT tenant_id AS "tenantId"
       FROM billing.account a
       FULL JOIN (SELECT tenant_id, sum(owed) AS owed FROM billing.hold
                   WHERE owed > 0 GROUP BY tenant_id) h USING (tenant_id)
      WHERE coalesce(a.debt, 0) <> coalesce(h.owed, 0)`,
  ),
  inBilling(
    'billing.lots',
    'The lots of an account hold more or less than it has available and held.',
    `SELECT tenant_id AS "tenantId"
       FROM billing.account a
       FULL JOIN (SELECT tenant_id, sum(remaining) AS remaining FROM billing.lot
                   GROUP BY tenant_id) l USING (tenant_id)
      WHERE coalesce(a.available + a.held, 0) <> coalesce(l.remaining, 0)`,
  ),
  inBilling(
    'billing.purchase-lot',
    'A purchase that is paid for has no lot of its size and price, or one that is not has a lot.',
    `SELECT p.tenant_id AS "tenantId", p.id AS "purchaseId"
       FROM billing.purchase p
       LEFT JOIN billing.lot l ON l.tenant_id = p.tenant_id AND l.adjustment_id = p.id
      WHERE CASE WHEN p.paid_at IS NULL THEN l.id IS NOT NULL
            ELSE (l.segments, l.paid_micros) IS DISTINCT FROM (p.bundle, p.price_micros) END`,
  ),
  inBilling(
    'billing.lot-draws',
    'What was drawn from a lot is not what it lacks, or did not cost what was paid for that part of it.',
    `SELECT l.tenant_id AS "tenantId", l.id AS "lotId"
       FROM billing.lot l
       FULL JOIN (SELECT tenant_id, lot_id AS id, sum(segments) AS segments, sum(cost_micros) AS cost
                    FROM billing.draw GROUP BY 1, 2) d USING (tenant_id, id)
      WHERE (l.segments - l.remaining, l.paid_micros * (l.segments - l.remaining) / l.segments)
            IS DISTINCT FROM (coalesce(d.segments, 0), coalesce(d.cost, 0))`,
  ),
  inBilling(
    'billing.message-draws',
    'A message did not cost what was drawn for it, or drew other than what it used and has paid.',
    `SELECT tenant_id AS "tenantId", message_id AS "messageId"
       FROM billing.hold h
       FULL JOIN (SELECT tenant_id, message_id, sum(segments) AS segments, sum(cost_micros) AS cost
                    FROM billing.draw WHERE message_id IS NOT NULL GROUP BY 1, 2) d
            USING (tenant_id, message_id)
      WHERE (coalesce(h.posted_segments, 0) - h.owed, coalesce(h.cost_micros, 0))
            IS DISTINCT FROM (coalesce(d.segments, 0), coalesce(d.cost, 0))`,
  ),
];

export function inBilling(name: string, says: string, sql: string): Check {
  return { invariants: { [name]: says }, find: (look) => look.foundBy(name, 'billing', sql) };
}

/** What came to a place, less what left it. */
function net(place: string): string {
  return `coalesce(sum(CASE '${place}' WHEN target THEN segments WHEN source THEN -segments END), 0)`;
}

/** Holds of a direction, with what was taken from the balance for them, what is held and what is used. */
function holds(direction: 'outbound' | 'inbound'): string {
  return `
    SELECT h.tenant_id AS "tenantId", h.message_id AS "messageId"
      FROM billing.hold h
      LEFT JOIN (
        SELECT tenant_id, message_id, ${net('held')} AS held, ${net('used')} AS used,
               coalesce(sum(segments) FILTER (WHERE kind = 'hold'), 0) AS taken
          FROM billing.entry WHERE message_id IS NOT NULL GROUP BY 1, 2) n
             ON n.tenant_id = h.tenant_id AND n.message_id = h.message_id
      CROSS JOIN LATERAL (SELECT coalesce(n.taken, 0) AS taken, coalesce(n.held, 0) AS held,
                                 coalesce(n.used, 0) AS used) e
     WHERE h.direction = '${direction}'`;
}
