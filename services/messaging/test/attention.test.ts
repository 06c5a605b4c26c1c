/** Which texts make their thread one that somebody must look at, and what takes it away. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type CarrierStatus,
  type ConversationChanged,
  HoldDeclined,
  type MessageView,
  newId,
  type Page,
  StatusReported,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually } from '@fieldline/testing';
import { type Business, RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let heard: Received[];
let acme: Business;
let to: string;
let lastPhone = 100;
const phone = (): string => `+1312555${String(++lastPhone + 1000).slice(-4)}`;

beforeAll(async () => {
  messaging = await RunningMessaging.start();
  heard = await messaging.service.listen('messaging.conversation');
  acme = await messaging.business();
});
afterAll(() => messaging.stop());
beforeEach(async () => {
  to = phone();
  await messaging.customer(acme, to);
});

async function accepted(body = 'We are on our way'): Promise<MessageView> {
  return (await messaging.send(acme.tenantId, { to, body })).body;
}

/** A text that Twilio has, and nobody has reported on. */
async function submitted(): Promise<MessageView & { sid: string }> {
  const message = await accepted();
  await messaging.grant(acme.tenantId, message.id);
  const sid = await eventually(async () => {
    const { rows } = await messaging.service.admin.query<{ sid: string | null }>(
      `SELECT provider_message_id AS sid FROM message WHERE id = $1 AND status = 'submitted'`,
      [message.id],
    );
    if (!rows[0]?.sid) throw new Error('not submitted yet');
    return rows[0].sid;
  });
  return { ...message, sid };
}

async function report(
  { id, sid }: { id: string; sid: string },
  status: CarrierStatus,
  providerCode: number | null = null,
): Promise<void> {
  const { tenantId, accountSid } = acme;
  const reportedAt = new Date().toISOString();
  const payload = { messageId: id, providerMessageId: sid, accountSid, status, providerCode };
  const said = await messaging.service.say(StatusReported, [
    { tenantId, payload: { ...payload, reportedAt } },
  ]);
  await messaging.service.handled(said);
}

async function attentionOf({ conversationId }: MessageView): Promise<string[]> {
  const { rows } = await messaging.service.admin.query<{ attention: string[] }>(
    'SELECT attention FROM conversation WHERE id = $1',
    [conversationId],
  );
  return rows[0]?.attention ?? [];
}

const dismiss = (id: string, reason: string, tenantId = acme.tenantId) =>
  messaging.service.call<{ attention: string[] }>(
    tenantId,
    ['POST', `/conversations/${id}/attention/dismiss`],
    { body: { reason } },
  );

describe('a thread needs attention', () => {
  test('once a text of it was not delivered, and says why and what to do', async () => {
    const text = await submitted();
    await report(text, 'undelivered', 30_005);
    expect(await attentionOf(text)).toEqual(['failed_text']);
    expect((await messaging.message(acme.tenantId, text.id)).error).toEqual({
      code: 'carrier_error',
      providerCode: 30_005,
      sentence: 'The number is not in use any more.',
      nextStep: 'Check the number with the customer and correct it.',
      fix: 'correct_number',
      retry: 'no',
    });
    await eventually(() => {
      const facts = heard.filter(({ subject }) => subject === text.conversationId);
      const [fact] = facts.map(({ payload }) => payload as ConversationChanged);
      expect(fact).toMatchObject({ change: 'flagged', by: 'system:delivery' });
    });
  });

  test('once, however many of its texts fail', async () => {
    const texts = [await submitted(), await submitted(), await submitted()];
    await Promise.all(texts.map((text) => report(text, 'failed', 30_001)));
    const [text] = texts;
    expect(await attentionOf(text!)).toEqual(['failed_text']);
    const { rows } = await messaging.service.admin.query(
      'SELECT FROM conversation_event WHERE conversation_id = $1',
      [text!.conversationId],
    );
    expect(rows).toHaveLength(1);
  });

  test('when the balance did not cover a text', async () => {
    const text = await accepted();
    const { id: messageId, conversationId } = text;
    const payload = { messageId, conversationId, segments: 1, available: 0 };
    const declined = [{ tenantId: acme.tenantId, payload }];
    await messaging.service.handled(await messaging.service.say(HoldDeclined, declined));
    expect(await attentionOf(text)).toEqual(['failed_text']);
    const { error } = await messaging.message(acme.tenantId, messageId);
    expect(error).toMatchObject({ fix: 'purchase', retry: 'after_fix' });
  });

  test('when a STOP came between a text and its sending', async () => {
    const text = await accepted();
    await messaging.arrive(acme, to, 'STOP');
    await messaging.grant(acme.tenantId, text.id);
    await eventually(async () => expect(await attentionOf(text)).toEqual(['failed_text']));
    const { status, error } = await messaging.message(acme.tenantId, text.id);
    expect([status, error?.code]).toEqual(['canceled', 'recipient_opted_out']);
  });

  test('not when somebody called the text off', async () => {
    const text = await accepted();
    await messaging.service.call(acme.tenantId, ['DELETE', `/messages/${text.id}`]);
    expect(await attentionOf(text)).toEqual([]);
  });

  test('not for a reply that the law asks for', async () => {
    await messaging.arrive(acme, to, 'AIDE');
    const find = async () => {
      const { rows } = await messaging.service.admin.query<{ id: string; conversation_id: string }>(
        `SELECT m.id, m.conversation_id FROM message m JOIN recipient r ON r.id = m.recipient_id
          WHERE m.mandatory AND r.phone_number = $1`,
        [to],
      );
      return rows[0]!;
    };
    const { id: messageId, conversation_id: conversationId } = await find();
    const payload = { messageId, conversationId, segments: 1, available: 0 };
    const declined = [{ tenantId: acme.tenantId, payload }];
    await messaging.service.handled(await messaging.service.say(HoldDeclined, declined));
    expect(await attentionOf({ conversationId } as MessageView)).toEqual([]);
  });
});

describe('it needs none any more', () => {
  test('once a later text arrived, but not for one that was sent before', async () => {
    const [earlier, failed, later] = [await submitted(), await submitted(), await submitted()];
    await report(failed, 'undelivered', 30_003);
    await report(earlier, 'delivered');
    expect(await attentionOf(failed)).toEqual(['failed_text']);
    await report(later, 'delivered');
    expect(await attentionOf(failed)).toEqual([]);
  });

  test('once somebody says so; saying it again changes nothing', async () => {
    const text = await submitted();
    await report(text, 'undelivered', 30_003);
    const { conversationId } = text;
    for (const _ of [1, 2])
      expect((await dismiss(conversationId, 'failed_text')).body.attention).toEqual([]);
    const { rows } = await messaging.service.admin.query<{ kind: string; by: string }>(
      'SELECT kind, by FROM conversation_event WHERE conversation_id = $1 ORDER BY created_at',
      [conversationId],
    );
    expect(rows.map(({ kind, by }) => [kind, by])).toEqual([
      ['flagged', 'system:delivery'],
      ['unflagged', 'user:u1'],
    ]);
  });

  test('but a plea to be left alone is decided about, not put aside', async () => {
    await messaging.arrive(acme, to, 'please stop texting me');
    const { conversationId } = await threadOf(to);
    const refused = await dismiss(conversationId, 'revocation');
    expect([refused.status, refused.body.code]).toEqual([409, 'hold_undecided']);
    const elsewhere = await dismiss(conversationId, 'failed_text', newId());
    expect(elsewhere.status).toBe(404);
    expect((await dismiss(conversationId, 'boredom')).status).toBe(400);
  });
});

async function threadOf(number: string): Promise<{ conversationId: string }> {
  const { rows } = await messaging.service.admin.query<{ conversationId: string }>(
    `SELECT v.id AS "conversationId" FROM conversation v JOIN recipient r ON r.id = v.recipient_id
      WHERE r.phone_number = $1`,
    [number],
  );
  return rows[0]!;
}

describe('messages are listed', () => {
  const list = async (query: string): Promise<string[]> => {
    const path = `/messages?number=${encodeURIComponent(to)}&${query}`;
    const { body } = await messaging.service.call<Page<MessageView>>(acme.tenantId, ['GET', path]);
    return body.items.map(({ id }) => id);
  };

  test('by what went wrong: our code or Twilio’s', async () => {
    const [failed, fine] = [await submitted(), await submitted()];
    await report(failed, 'undelivered', 30_003);
    await report(fine, 'delivered');
    expect(await list('error=carrier_error')).toEqual([failed.id]);
    expect(await list('error=30003')).toEqual([failed.id]);
    expect(await list('error=30004')).toEqual([]);
    expect(await list('error=outcome_unknown')).toEqual([]);
  });

  test('by who sent them, and by visit', async () => {
    const [other, jobId] = [await accepted(), newId()];
    const ofVisit = await messaging.send(acme.tenantId, {
      to,
      body: 'Visit',
      job: { id: jobId, type: 'drain' },
    });
    const { id } = ofVisit.body;
    await messaging.service.admin.query(`UPDATE message SET sent_by = $2 WHERE id = $1`, [
      other.id,
      'api_key:k1',
    ]);
    expect(await list('user=u1')).toEqual([id]);
    expect(await list('user=api_key:k1')).toEqual([other.id]);
    expect(await list(`jobId=${jobId}`)).toEqual([id]);
    expect(await list(`jobId=${newId()}`)).toEqual([]);
  });

  test.each([
    ['failure', `m.error_code IS NOT NULL AND m.error_code = 'x'`, 'message_failed'],
    ['sender', `m.sent_by = 'user:x' AND m.sent_by LIKE 'user:%'`, 'message_of_user'],
    ['visit', `m.job_id = '${newId()}'`, 'message_of_job'],
  ])('by %s with an index, under the tenant’s own eyes', async (_, where, index) => {
    const { admin } = messaging.service;
    await admin.query('BEGIN');
    try {
      await admin.query(`SET LOCAL ROLE messaging_tenant`);
      await admin.query(`SET LOCAL search_path = messaging`);
      await admin.query(`SELECT set_config('app.tenant_id', $1, true)`, [acme.tenantId]);
      for (const way of ['seqscan', 'bitmapscan', 'sort'])
        await admin.query(`SET LOCAL enable_${way} = off`);
      const { rows } = await admin.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT * FROM message m WHERE m.tenant_id = '${acme.tenantId}' AND ${where}
          ORDER BY m.created_at DESC, m.id DESC LIMIT 51`,
      );
      expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(index);
    } finally {
      await admin.query('ROLLBACK');
    }
  });
});
