/**
 * A business's inbox by set-based SQL: threads over a year, their messages in words of which few are
 * said all the time and most hardly ever, users who have read some of them.
 */
import { newId } from '@fieldline/contracts';

const VOCABULARY = 20_000;
const WORDS_A_MESSAGE = 12;
const CHUNK = 100_000;

/** Said in half of all messages, in one of a hundred, in one of a hundred thousand. */
export const COMMON = 'ontheway';
export const OFTEN = 'boilerpressure';
export const RARE = 'zanzibarvalve';

/** @returns the tenant, and a user of it */
export async function seedInbox(admin, { threads, messages, areaCode }) {
  const [tenantId, userId] = [newId(), newId()];
  const run = (sql, ...values) => admin.query(sql, [tenantId, ...values]);
  await run(
    `INSERT INTO tenant_copy (tenant_id, name, country, version) VALUES ($1, 'Bench Plumbing', 'US', 1)`,
  );
  await run(
    `INSERT INTO user_copy SELECT $1, id, name, 'agent', 'active', '2020-01-01', 1
       FROM (VALUES ($2::uuid, 'Maria Lopez'), (gen_random_uuid(), 'Jo Park')) u (id, name)`,
    userId,
  );
  await run(
    `INSERT INTO number (tenant_id, id, state, phone_number, account_sid, segments_per_second)
     VALUES ($1, gen_random_uuid(), 'active', '+1' || $2 || '5550100', 'AC0', 3.75)`,
    areaCode,
  );
  await run(
    `INSERT INTO recipient (tenant_id, id, phone_number)
     SELECT $1, gen_random_uuid(), '+1' || $2 || lpad(n::text, 7, '0') FROM generate_series(1, $3::int) n`,
    areaCode,
    threads,
  );
  await run(
    `INSERT INTO contact (tenant_id, id, external_id, kind, name, sms_number, recipient_id)
     SELECT $1, gen_random_uuid(), r.id::text, 'customer',
            initcap(substr(md5(r.id::text), 1, 6)) || ' ' || initcap(substr(md5(r.id::text), 7, 8)),
            r.phone_number, r.id FROM recipient r WHERE r.tenant_id = $1`,
  );
  await run(
    `INSERT INTO conversation (tenant_id, id, number_id, recipient_id, last_message_at, last_inbound_at,
            state, assignee_id, assigned_at, attention)
     SELECT $1, gen_random_uuid(), n.id, r.id, r.at, r.at - interval '1 minute',
            CASE WHEN r.dice < 0.8 THEN 'resolved' ELSE 'open' END, u.id,
            CASE WHEN u.id IS NULL THEN NULL ELSE r.at END,
            CASE WHEN r.dice BETWEEN 0.79 AND 0.81 THEN '{failed_text}' ELSE '{}' END::text[]
       FROM (SELECT *, now() - random() * interval '365 days' AS at, random() AS dice
               FROM recipient WHERE tenant_id = $1) r
       JOIN number n ON n.tenant_id = $1
       LEFT JOIN LATERAL (SELECT CASE WHEN r.dice > 0.95 THEN $2::uuid
                                      WHEN r.dice > 0.9 THEN (SELECT user_id FROM user_copy
                                        WHERE tenant_id = $1 AND user_id <> $2::uuid) END AS id) u ON true`,
    userId,
  );
  for (let done = 0; done < messages; done += CHUNK)
    await addMessages(run, { from: done, count: Math.min(CHUNK, messages - done), threads });
  await run(
    `INSERT INTO conversation_read SELECT tenant_id, $2::uuid, id, last_inbound_at FROM conversation
      WHERE tenant_id = $1 AND random() < 0.9`,
    userId,
  );
  await run(
    `INSERT INTO conversation_event (tenant_id, id, conversation_id, kind, by, detail, created_at)
     SELECT tenant_id, gen_random_uuid(), id, 'resolved', 'user:' || $2, '{}', last_message_at
       FROM conversation WHERE tenant_id = $1 AND state = 'resolved'`,
    userId,
  );
  return { tenantId, userId };
}

/** Messages of all threads in turns, as time goes: a thread's messages lie far from each other, as they do. */
async function addMessages(run, { from, count, threads }) {
  await run(
    `INSERT INTO message (tenant_id, id, conversation_id, number_id, recipient_id, direction, status, body,
            encoding, quoted_segments, sent_by, timeline, created_at)
     SELECT $1, gen_random_uuid(), v.id, v.number_id, v.recipient_id,
            CASE WHEN n % 2 = 0 THEN 'inbound' ELSE 'outbound' END,
            CASE WHEN n % 2 = 0 THEN 'received' ELSE 'delivered' END, b.body, 'GSM-7', 1, 'system:bench', '[]',
            v.last_message_at - (($5::int - n) / $4::int) * interval '1 day'
       FROM generate_series($2::int, $2::int + $3::int - 1) n
       JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS place
               FROM conversation WHERE tenant_id = $1) v ON v.place = n % $4::int
       CROSS JOIN LATERAL (
         SELECT string_agg('w' || floor(${VOCABULARY} * random() ^ 4)::int, ' ')
                || CASE WHEN random() < 0.5 THEN ' ${COMMON}' ELSE '' END
                || CASE WHEN random() < 0.01 THEN ' ${OFTEN}' ELSE '' END
                || CASE WHEN n % 100000 = 7 THEN ' ${RARE}' ELSE '' END AS body
           FROM generate_series(1, ${WORDS_A_MESSAGE}) WHERE n IS NOT NULL) b`,
    from,
    count,
    threads,
    from + count,
  );
}
