/** How many businesses there are, and texts of each. */
export interface SeedSize {
  readonly tenants: number;
  readonly textsEach: number;
}

/**
 * A healthy installation: businesses with customers, consent, visits, and texts in every state that
 * can last. Ids are made of a kind, a business and a number, so that tests can name them.
 */
export function seedSql({ tenants, textsEach }: SeedSize): string[] {
  const each = (sql: string): string =>
    sql
      .replaceAll('TENANTS', `generate_series(1, ${tenants}) AS t`)
      .replaceAll('TEXTS', `generate_series(1, ${textsEach}) AS n`);
  const seed = [
    MADE,
    BUSINESSES,
    CONSENTS,
    MESSAGES,
    DECISIONS,
    HOLDS,
    SETTLEMENT,
    CHARGES,
    LOG,
    HISTORY,
  ];
  return [...seed, 'ANALYZE'].map(each);
}

const MADE = `
  CREATE FUNCTION public.made(kind integer, t integer, n integer DEFAULT 0) RETURNS uuid LANGUAGE sql
    IMMUTABLE RETURN format('%s-0000-5000-8000-%s', lpad(to_hex(kind), 8, '0'),
      lpad(to_hex(t), 4, '0') || lpad(to_hex(n), 8, '0'))::uuid;`;

const BUSINESSES = `
  INSERT INTO gateway.tenant (tenant_id, name, country, time_zone, owner_email, state, phone_number, version, created_at)
    SELECT made(1, t), 'Acme', 'US', 'America/Chicago', 'o@acme.test', 'active', '+1312' || 5000000 + t, 2,
           now() - interval '2 days' FROM TENANTS;
  INSERT INTO gateway.account_user (tenant_id, id, email, name, role, password)
    VALUES ('00000000-0000-0000-0000-000000000000', made(9, 0), 'op@fieldline.test', 'Op', 'operator', 'x');
  INSERT INTO messaging.tenant_copy (tenant_id, name, country, version)
    SELECT tenant_id, name, country, version FROM gateway.tenant;
  INSERT INTO messaging.number (tenant_id, id, state, phone_number, account_sid, segments_per_second)
    SELECT made(1, t), made(2, t), 'active', '+1312' || 5000000 + t, 'AC' || t, 1 FROM TENANTS;
  -- The first recipient wrote STOP an hour ago, the second STOP and START, the third wrote nothing.
  INSERT INTO messaging.recipient (tenant_id, id, phone_number, stopped_at, stop_word, keyword_sequence, last_inbound_at)
    SELECT made(1, t), made(3, t, n), '+1773' || 2000000 + n, CASE n WHEN 1 THEN now() - interval '1 hour' END,
           CASE n WHEN 1 THEN 'STOP' END, CASE n WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 0 END,
           CASE WHEN n < 3 THEN now() - interval '1 hour' END
      FROM TENANTS, generate_series(1, 3) AS n;
  INSERT INTO messaging.contact (tenant_id, id, external_id, kind, name, sms_number, recipient_id, version, created_at, updated_at)
    SELECT made(1, t), made(4, t, n), 'C-' || n, 'customer', 'Dana', '+1773' || 2000000 + n, made(3, t, n), n,
           now() - interval '1 day', now() - interval '1 day' FROM TENANTS, generate_series(1, 3) AS n;
  INSERT INTO messaging.conversation (tenant_id, id, number_id, recipient_id)
    SELECT made(1, t), made(5, t, n), made(2, t), made(3, t, n) FROM TENANTS, generate_series(1, 3) AS n;
  INSERT INTO scheduler.contact_copy (tenant_id, contact_id, external_id, name, recipient_id, version)
    SELECT tenant_id, id, external_id, name, recipient_id, version FROM messaging.contact;
  INSERT INTO scheduler.job_type (tenant_id, name, title) SELECT made(1, t), 'drain', 'Drain' FROM TENANTS;
  INSERT INTO scheduler.job (tenant_id, id, external_id, contact_id, job_type, starts_at, time_zone, status, version, created_at, updated_at)
    SELECT made(1, t), made(7, t, n), 'J-' || n, made(4, t, n), 'drain', now(), 'America/Chicago', 'scheduled', 1, now() - interval '1 day', now() - interval '1 day'
      FROM TENANTS, generate_series(1, 3) AS n;
  INSERT INTO messaging.job_copy (tenant_id, job_id, contact_id, version)
    SELECT tenant_id, id, contact_id, version FROM scheduler.job;`;

const CONSENTS = `
  INSERT INTO compliance.consent (tenant_id, subject_id, subject_kind, state, origin, basis, source, keyword_sequence, version, changed_at)
    SELECT made(1, t), made(4, t, n), 'contact', 'opted_in', 'staff', 'express', 'web_form', 0, 1, now() - interval '1 day'
      FROM TENANTS, generate_series(1, 3) AS n
    UNION ALL SELECT made(1, t), made(3, t, 1), 'recipient', 'opted_out', 'keyword', NULL, 'STOP', 1, 1, now() - interval '1 hour' FROM TENANTS
    UNION ALL SELECT made(1, t), made(3, t, 2), 'recipient', 'opted_in', 'keyword', 'express', 'START', 2, 2, now() - interval '1 hour' FROM TENANTS;
  -- Made only to be locked.
  INSERT INTO compliance.consent (tenant_id, subject_id, subject_kind) SELECT made(1, t), made(3, t, 3), 'recipient' FROM TENANTS;
  INSERT INTO compliance.consent_event (tenant_id, id, subject_id, subject_kind, action, origin, basis, source, proof,
                                        obtained_at, recorded_at, recorded_by)
    SELECT made(1, t), made(8, t, 10 + n), made(4, t, n), 'contact', 'opt_in', 'staff', 'express', 'web_form', 'form 7',
           now() - interval '3 days', now() - interval '3 days', 'user:u' FROM TENANTS, generate_series(1, 3) AS n;
  INSERT INTO compliance.consent_event (tenant_id, id, subject_id, subject_kind, action, origin, basis, source, proof,
                                        message_id, keyword_sequence, obtained_at, recorded_at, recorded_by)
    SELECT made(1, t), made(8, t, n), made(3, t, r), 'recipient', action, 'keyword', basis, word, word,
           made(6, t, n), sequence, now() - interval '1 hour',
           -- The first STOP was recorded on a day that is over.
           now() - CASE n WHEN 1 THEN interval '3 days' ELSE interval '1 hour' END, 'recipient'
      FROM TENANTS, (VALUES (1, 1, 'opt_out', NULL, 'STOP', 1), (2, 2, 'opt_out', NULL, 'STOP', 1),
                            (3, 2, 'opt_in', 'express', 'START', 2)) AS k (n, r, action, basis, word, sequence);
  UPDATE compliance.consent c SET event_id = e.id, obtained_at = e.obtained_at FROM compliance.consent_event e
    WHERE e.tenant_id = c.tenant_id AND e.subject_id = c.subject_id AND e.source = c.source;
  INSERT INTO messaging.consent_copy (tenant_id, subject_id, subject_kind, state, origin, changed_at, version, records, records_hash)
    SELECT tenant_id, subject_id, subject_kind, state, origin, changed_at, version, records, records_hash
      FROM compliance.consent WHERE version > 0;`;

/** Texts 1 to 3 are the keywords that came in, 4 to 10 are in the states that last, the rest is delivered. */
const MESSAGES = `
  INSERT INTO messaging.message (tenant_id, id, conversation_id, number_id, recipient_id, contact_id, direction,
      status, body, encoding, mandatory, quoted_segments, provider_message_id, provider_segments, error_code,
      attempt, timeline, created_at)
    SELECT made(1, t), made(6, t, n), made(5, t, r), made(2, t), made(3, t, r), CASE WHEN n > 3 THEN made(4, t, r) END,
           CASE WHEN n < 4 THEN 'inbound' ELSE 'outbound' END, status, 'Text ' || n, 'GSM-7', n = 10,
           CASE WHEN n > 3 THEN 2 END,
           CASE WHEN status IN ('received', 'submitted', 'delivered', 'undelivered') THEN format('SM%s-%s', t, n) END,
           CASE WHEN status IN ('received', 'delivered', 'undelivered') THEN 1 + n % 3 END,
           CASE status WHEN 'failed' THEN 'insufficient_balance' WHEN 'rejected' THEN 'provider_rejected' END,
           CASE WHEN status IN ('received', 'failed', 'scheduled') THEN 0 ELSE 1 END,
           CASE WHEN status IN ('received', 'failed', 'scheduled') THEN '[]'::jsonb
                ELSE jsonb_build_array(jsonb_build_object('status', 'dispatching', 'at', now() - interval '2 hours')) END
             || jsonb_build_array(jsonb_build_object('status', status, 'at', now() - interval '2 hours')),
           now() - interval '3 hours'
      FROM TENANTS CROSS JOIN TEXTS
      CROSS JOIN LATERAL (SELECT CASE n WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 2 ELSE 1 + n % 3 END AS r,
        CASE WHEN n < 4 THEN 'received' WHEN n = 4 THEN 'rejected' WHEN n = 5 THEN 'failed' WHEN n = 6 THEN 'unknown'
             WHEN n = 7 THEN 'scheduled' WHEN n = 8 THEN 'submitted' WHEN n = 9 THEN 'undelivered' ELSE 'delivered' END AS status) AS s;`;

/** Each attempt had been allowed; the tenth text was a reply that the law requires. */
const DECISIONS = `
  INSERT INTO messaging.decision (tenant_id, message_id, moment, recipient_id, contact_id, outcome, basis, reasons,
                                  rules_version, facts, at)
    SELECT tenant_id, id, 'dispatching', recipient_id, contact_id, 'allow',
           CASE WHEN mandatory THEN 'mandatory' ELSE 'consent' END, '[]', 'seed',
           jsonb_build_object('optIn', jsonb_build_object('eventId', made(8, t, 10 + r))), now() - interval '2 hours'
      FROM TENANTS, generate_series(1, 3) AS r, messaging.message
     WHERE tenant_id = made(1, t) AND recipient_id = made(3, t, r) AND attempt > 0 AND direction = 'outbound';`;

/** The ledger's own functions book what happened; the fifth text found an empty account. */
const HOLDS = `
  SET search_path = billing, public;
  -- Plans that were made while the tables were empty would read them whole for each row.
  SET plan_cache_mode = force_custom_plan;
  SET session_replication_role = replica;
  ${take(`status = 'failed'`)}
  SELECT count(*) FROM gateway.tenant t,
    credit(t.tenant_id, made(11, 0), 'grant', 100000, 1500000000, 'seed', 'test');
  ${take(`direction = 'outbound' AND status <> 'failed'`)}
  ${settle(`status = 'rejected'`)}
  SELECT count(*) FROM (
    SELECT array_agg(tenant_id) AS tenants, array_agg(id) AS ids, array_agg(conversation_id) AS threads,
           array_agg(provider_segments::bigint) AS counts
      FROM messaging.message WHERE status = 'received') AS m, charge_inbound(tenants, ids, threads, counts);
  RESET plan_cache_mode;`;

const SETTLEMENT = settle(`status IN ('delivered', 'undelivered')`);

const CHARGES = `
  UPDATE billing.hold SET created_at = created_at - interval '3 hours', resolved_at = resolved_at - interval '2 hours';
  UPDATE billing.entry SET at = at - interval '2 hours';
  UPDATE billing.draw SET at = at - interval '2 hours';
  UPDATE messaging.message m SET charged_segments = h.posted_segments, charged_cost_micros = h.cost_micros
    FROM billing.hold h WHERE h.tenant_id = m.tenant_id AND h.message_id = m.id AND h.state = 'posted';
  INSERT INTO messaging.balance_copy (tenant_id, unit_price_micros, version)
    SELECT tenant_id, unit_price_micros, version FROM billing.account;
  RESET session_replication_role;
  RESET search_path;`;

/** The ninth text was three days ago, the tenth four: days that are over. */
const HISTORY = `
  UPDATE billing.entry SET at = now() - (n - 6) * interval '1 day' FROM TENANTS, unnest(ARRAY[9, 10]) AS n
    WHERE tenant_id = made(1, t) AND message_id = made(6, t, n);
  UPDATE billing.draw SET at = now() - (n - 6) * interval '1 day' FROM TENANTS, unnest(ARRAY[9, 10]) AS n
    WHERE tenant_id = made(1, t) AND message_id = made(6, t, n);
  UPDATE messaging.decision SET at = now() - (n - 6) * interval '1 day' FROM TENANTS, unnest(ARRAY[9, 10]) AS n
    WHERE tenant_id = made(1, t) AND message_id = made(6, t, n);`;

/** Holds of some messages, a batch for each business. */
function take(which: string): string {
  return `
    SELECT count(*) FROM (
      SELECT array_agg(tenant_id) AS tenants, array_agg(id) AS ids, array_agg(conversation_id) AS threads,
             array_agg(quoted_segments::bigint) AS amounts, array_agg(mandatory) AS mandatory
        FROM messaging.message WHERE ${which} GROUP BY tenant_id) AS m,
      take_holds(tenants, ids, threads, amounts, m.mandatory);`;
}

/** What became of some messages: what Twilio counted, or nothing. */
function settle(which: string): string {
  return `
    SELECT count(*) FROM (
      SELECT array_agg(tenant_id) AS tenants, array_agg(id) AS ids, array_agg(provider_segments::bigint) AS counts
        FROM messaging.message WHERE ${which}) AS m, settle_holds(tenants, ids, counts);`;
}

/** Three facts of each text, handled by all who hear them; every relay holds its shards. */
const LOG = `
  INSERT INTO transport.log (topic, partition, position, key, headers, value, at)
    SELECT 'messaging.message', p, row_number() OVER (PARTITION BY p ORDER BY id, f) - 1, conversation_id::text,
           jsonb_build_object('ce_id', id || '-' || f, 'ce_type', 'messaging.message.progressed.v1', 'ce_tenantid', tenant_id),
           '{}', now() - interval '2 hours'
      FROM (SELECT *, abs(hashtext(conversation_id::text)) % 16 AS p FROM messaging.message) AS m, generate_series(1, 3) AS f;
  INSERT INTO transport.progress (consumer_group, topic, partition, next_position)
    SELECT g, topic, partition, max(position) + 1 FROM transport.log, unnest(ARRAY['billing', 'compliance', 'gateway']) AS g GROUP BY 1, 2, 3;
  INSERT INTO billing.inbox (event_id) SELECT headers ->> 'ce_id' FROM transport.log;
  INSERT INTO compliance.inbox (event_id) SELECT headers ->> 'ce_id' FROM transport.log;
  INSERT INTO gateway.inbox (event_id) SELECT headers ->> 'ce_id' FROM transport.log;
  ${['gateway', 'messaging', 'billing', 'compliance', 'scheduler']
    .map(
      (service) =>
        `UPDATE ${service}.outbox_lease SET owner = gen_random_uuid(), expires_at = now() + interval '1 hour';`,
    )
    .join('\n  ')}`;
