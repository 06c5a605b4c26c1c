import { createTenantTable, roleNames } from '@fieldline/database';
import { createEventTables } from '@fieldline/events';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SERVICE = 'billing';

/**
 * Segments move between five places: `issued` (outside), `available`, `held`, `used` and `debt`.
 * Every movement is an entry from one place to another, so a balance is the sum of its entries.
 */
export class CreateLedger1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createEventTables(runner, SERVICE);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'account',
      tenantMay: ['SELECT', 'INSERT', 'UPDATE'],
      columns: `
        available bigint NOT NULL DEFAULT 0 CHECK (available >= 0),
        held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
        debt bigint NOT NULL DEFAULT 0 CHECK (debt >= 0),
        unit_price_micros bigint NOT NULL DEFAULT 15000 CHECK (unit_price_micros >= 0),
        version bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (tenant_id),
        CHECK (debt = 0 OR available = 0)`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'hold',
      tenantMay: ['SELECT'],
      columns: `
        message_id uuid NOT NULL,
        conversation_id uuid NOT NULL,
        direction text NOT NULL CHECK (direction IN ('outbound', 'inbound')),
        segments bigint NOT NULL CHECK (segments >= 0),
        state text NOT NULL CHECK (state IN ('open', 'declined', 'posted', 'voided')),
        posted_segments bigint CHECK (posted_segments > 0),
        cost_micros bigint CHECK (cost_micros >= 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        resolved_at timestamptz,
        PRIMARY KEY (tenant_id, message_id),
        CHECK ((state = 'posted') = (posted_segments IS NOT NULL AND cost_micros IS NOT NULL))`,
    });
    await runner.query(`CREATE INDEX hold_open ON billing.hold (created_at) WHERE state = 'open'`);
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'adjustment',
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT'],
      columns: `
        id uuid NOT NULL,
        segments bigint NOT NULL CHECK (segments <> 0),
        reason text NOT NULL,
        actor text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id)`,
    });
    await createTenantTable(runner, {
      service: SERVICE,
      table: 'entry',
      // Append-only for everybody: what was booked is never changed, only booked against.
      tenantMay: ['SELECT', 'INSERT'],
      workerMay: ['SELECT', 'INSERT'],
      columns: `
        id bigint GENERATED ALWAYS AS IDENTITY,
        message_id uuid,
        adjustment_id uuid,
        kind text NOT NULL CHECK (kind IN
          ('grant', 'withdrawal', 'repay', 'hold', 'post', 'release', 'void', 'shortfall', 'receive', 'debt')),
        source text NOT NULL CHECK (source IN ('issued', 'available', 'held', 'debt')),
        target text NOT NULL CHECK (target IN ('issued', 'available', 'held', 'used', 'debt')),
        segments bigint NOT NULL CHECK (segments > 0),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (tenant_id, id),
        CHECK (source <> target),
        CHECK ((message_id IS NULL) <> (adjustment_id IS NULL)),
        FOREIGN KEY (tenant_id, adjustment_id) REFERENCES billing.adjustment,
        FOREIGN KEY (tenant_id, message_id) REFERENCES billing.hold`,
    });
    for (const cause of ['message_id', 'adjustment_id'])
      await runner.query(
        `CREATE UNIQUE INDEX entry_once_by_${cause} ON billing.entry (tenant_id, ${cause}, kind)
          WHERE ${cause} IS NOT NULL`,
      );
    for (const sql of FUNCTIONS) await runner.query(sql);
    const { tenant, worker } = roleNames(SERVICE);
    await runner.query(`REVOKE ALL ON ALL FUNCTIONS IN SCHEMA billing FROM PUBLIC`);
    await runner.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA billing TO ${worker}`);
    await runner.query(
      `GRANT EXECUTE ON FUNCTION billing.adjust(uuid, uuid, bigint, text, text), billing.lock_accounts(uuid[]) TO ${tenant}`,
    );
  }

  async down(): Promise<void> {
    throw new Error('a ledger is not taken away');
  }
}

const FUNCTIONS = [
  // Greedy in order: what still fits is granted, what doesn't is passed over.
  `CREATE FUNCTION billing.fit(total bigint, segments bigint, available bigint) RETURNS bigint
     LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
   BEGIN
     RETURN CASE WHEN total + segments <= available THEN total + segments ELSE total END;
   END $$`,
  `CREATE AGGREGATE billing.fitting (segments bigint, available bigint)
     (SFUNC = billing.fit, STYPE = bigint, INITCOND = '0')`,

  // Rows before locks (a lock on an absent row locks nothing), locks in id order (no deadlock),
  // and balances read by a later statement: its snapshot has what the lock waited for.
  `CREATE FUNCTION billing.lock_accounts(tenants uuid[]) RETURNS void
     LANGUAGE plpgsql VOLATILE AS $$
   BEGIN
     INSERT INTO account (tenant_id)
       SELECT DISTINCT t FROM unnest(tenants) AS t ORDER BY t ON CONFLICT DO NOTHING;
     PERFORM 1 FROM account WHERE tenant_id = ANY (tenants) ORDER BY tenant_id FOR UPDATE;
   END $$`,

  // Its plan is kept while its tables grow from nothing: no plan but by index stays good.
  `CREATE FUNCTION billing.take_holds(
     tenants uuid[], messages uuid[], conversations uuid[], amounts bigint[], mandatory boolean[])
     RETURNS TABLE (message_id uuid, state text, segments bigint, available bigint)
     LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
   BEGIN
     PERFORM lock_accounts(tenants);
     RETURN QUERY
     WITH balance AS MATERIALIZED (
       SELECT a.tenant_id, a.available FROM account a WHERE a.tenant_id = ANY (tenants)
     ), asked AS MATERIALIZED (
       SELECT i.*, h.state AS known, h.segments AS before
         FROM unnest(tenants, messages, conversations, amounts, mandatory) WITH ORDINALITY
           AS i (tenant_id, message_id, conversation_id, segments, mandatory, ord)
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
       INSERT INTO hold (tenant_id, message_id, conversation_id, direction, segments, state, resolved_at)
       SELECT d.tenant_id, d.message_id, d.conversation_id, 'outbound',
              CASE WHEN d.granted THEN d.needed ELSE d.segments END,
              CASE WHEN d.granted THEN 'open' ELSE 'declined' END,
              CASE WHEN d.granted THEN NULL ELSE now() END
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

  // Held segments come free: a debt is cleared first, the rest is available.
  `CREATE FUNCTION billing.free_held(tenant uuid, message uuid, amount bigint, how text) RETURNS void
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE repaid bigint;
   BEGIN
     SELECT least(amount, debt) INTO STRICT repaid FROM account WHERE tenant_id = tenant;
     UPDATE account SET held = held - amount, debt = debt - repaid,
            available = available + amount - repaid WHERE tenant_id = tenant;
     INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
       SELECT tenant, message, e.kind, 'held', e.target, e.segments
         FROM (VALUES ('repay', 'debt', repaid), (how, 'available', amount - repaid))
           AS e (kind, target, segments) WHERE e.segments > 0;
   END $$`,

  // Used without a hold: from what is available, else a debt that the next purchase clears first.
  `CREATE FUNCTION billing.use_unheld(tenant uuid, message uuid, amount bigint, how text) RETURNS void
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE covered bigint;
   BEGIN
     SELECT least(amount, available) INTO STRICT covered FROM account WHERE tenant_id = tenant;
     UPDATE account SET available = available - covered, debt = debt + amount - covered
      WHERE tenant_id = tenant;
     INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
       SELECT tenant, message, e.kind, e.source, 'used', e.segments
         FROM (VALUES (how, 'available', covered), ('debt', 'debt', amount - covered))
           AS e (kind, source, segments) WHERE e.segments > 0;
   END $$`,

  // Once per message: a hold that is already posted answers no row.
  `CREATE FUNCTION billing.post_hold(tenant uuid, message uuid, actual bigint)
     RETURNS TABLE (segments bigint, cost_micros bigint, held bigint)
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE h hold; reserved bigint; price bigint;
   BEGIN
     SELECT * INTO STRICT h FROM hold WHERE tenant_id = tenant AND message_id = message FOR UPDATE;
     IF h.state = 'posted' THEN RETURN; END IF;
     IF h.state = 'declined' THEN RAISE 'hold % was declined and can not be posted', message; END IF;
     reserved := CASE WHEN h.state = 'open' THEN h.segments ELSE 0 END;
     SELECT unit_price_micros INTO STRICT price FROM account WHERE tenant_id = tenant;
     UPDATE hold SET state = 'posted', posted_segments = actual, cost_micros = actual * price,
            resolved_at = now() WHERE tenant_id = tenant AND message_id = message;
     IF least(reserved, actual) > 0 THEN
       UPDATE account SET held = account.held - least(reserved, actual) WHERE tenant_id = tenant;
       INSERT INTO entry (tenant_id, message_id, kind, source, target, segments)
         VALUES (tenant, message, 'post', 'held', 'used', least(reserved, actual));
     END IF;
     IF reserved > actual THEN PERFORM free_held(tenant, message, reserved - actual, 'release'); END IF;
     IF actual > reserved THEN PERFORM use_unheld(tenant, message, actual - reserved, 'shortfall'); END IF;
     UPDATE account SET version = version + 1 WHERE tenant_id = tenant;
     RETURN QUERY SELECT actual, actual * price, h.segments;
   END $$`,

  `CREATE FUNCTION billing.void_hold(tenant uuid, message uuid) RETURNS TABLE (segments bigint)
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE h hold;
   BEGIN
     SELECT * INTO STRICT h FROM hold WHERE tenant_id = tenant AND message_id = message FOR UPDATE;
     IF h.state <> 'open' THEN RETURN; END IF;
     UPDATE hold SET state = 'voided', resolved_at = now()
      WHERE tenant_id = tenant AND message_id = message;
     IF h.segments > 0 THEN PERFORM free_held(tenant, message, h.segments, 'void'); END IF;
     UPDATE account SET version = version + 1 WHERE tenant_id = tenant;
     RETURN QUERY SELECT h.segments;
   END $$`,

  // In order: of two outcomes of one message the first settles it.
  `CREATE FUNCTION billing.settle_holds(tenants uuid[], messages uuid[], actuals bigint[])
     RETURNS TABLE (ord bigint, segments bigint, cost_micros bigint, held bigint)
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE i record;
   BEGIN
     FOR i IN SELECT * FROM unnest(tenants, messages, actuals) WITH ORDINALITY
       AS u (tenant_id, message_id, actual, ord) ORDER BY u.ord
     LOOP
       IF i.actual IS NULL THEN
         RETURN QUERY SELECT i.ord, v.segments, NULL::bigint, v.segments
           FROM void_hold(i.tenant_id, i.message_id) AS v;
       ELSE
         RETURN QUERY SELECT i.ord, p.segments, p.cost_micros, p.held
           FROM post_hold(i.tenant_id, i.message_id, i.actual) AS p;
       END IF;
     END LOOP;
   END $$`,

  // A text that came in costs its segments at once; it never waits for a balance.
  `CREATE FUNCTION billing.charge_inbound(tenant uuid, message uuid, conversation uuid, actual bigint)
     RETURNS TABLE (cost_micros bigint)
     LANGUAGE plpgsql VOLATILE AS $$
   DECLARE price bigint; added bigint;
   BEGIN
     SELECT unit_price_micros INTO STRICT price FROM account WHERE tenant_id = tenant;
     INSERT INTO hold (tenant_id, message_id, conversation_id, direction, segments, state,
                       posted_segments, cost_micros, resolved_at)
       VALUES (tenant, message, conversation, 'inbound', 0, 'posted', actual, actual * price, now())
       ON CONFLICT DO NOTHING;
     GET DIAGNOSTICS added = ROW_COUNT;
     IF added = 0 THEN RETURN; END IF;
     PERFORM use_unheld(tenant, message, actual, 'receive');
     UPDATE account SET version = version + 1 WHERE tenant_id = tenant;
     RETURN QUERY SELECT actual * price;
   END $$`,

  // An operator's correction, once per id. Taking away more than is available is refused, not made a debt.
  `CREATE FUNCTION billing.adjust(tenant uuid, adjustment uuid, amount bigint, why text, who text)
     RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
   DECLARE a account; repaid bigint;
   BEGIN
     PERFORM lock_accounts(ARRAY[tenant]);
     IF EXISTS (SELECT FROM adjustment d WHERE d.tenant_id = tenant AND d.id = adjustment) THEN
       RETURN true;
     END IF;
     SELECT * INTO STRICT a FROM account WHERE tenant_id = tenant;
     IF a.available + amount < 0 THEN RETURN false; END IF;
     INSERT INTO adjustment (tenant_id, id, segments, reason, actor)
       VALUES (tenant, adjustment, amount, why, who);
     repaid := least(greatest(amount, 0), a.debt);
     UPDATE account SET available = available + amount - repaid, debt = debt - repaid,
            version = version + 1 WHERE tenant_id = tenant;
     INSERT INTO entry (tenant_id, adjustment_id, kind, source, target, segments)
       SELECT tenant, adjustment, e.kind, e.source, e.target, e.segments
         FROM (VALUES ('repay', 'issued', 'debt', repaid),
                      ('grant', 'issued', 'available', amount - repaid),
                      ('withdrawal', 'available', 'issued', -amount))
           AS e (kind, source, target, segments) WHERE e.segments > 0;
     RETURN true;
   END $$`,
];
