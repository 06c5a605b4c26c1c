import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type BalanceView,
  HoldDeclined,
  type LedgerEntryView,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  newId,
  type Page,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { billing } from '../src/index.js';

let service: ServiceUnderTest;
let heard: Received[];
beforeAll(async () => {
  service = await startServiceUnderTest(billing);
  heard = await service.listen('billing.hold', 'billing.balance');
});
afterAll(() => service.stop());

const conversationId = newId();
const recipientId = newId();

function accepted(segments: number, mandatory = false): MessageAccepted {
  const messageId = newId();
  return {
    messageId,
    conversationId,
    recipientId,
    contactId: null,
    segments,
    mandatory,
    sentBy: 'user:u',
    from: '+13125550123',
    jobId: null,
    jobType: null,
    version: 1,
  };
}

function progressed(
  messageId: string,
  status: MessageProgressed['status'],
  providerSegments: number | null,
): MessageProgressed {
  return {
    messageId,
    conversationId,
    recipientId,
    status,
    providerSegments,
    errorCode: null,
    providerCode: null,
    keywordSequence: null,
    inFlight: null,
    sentBy: null,
    canceledBy: null,
    version: 2,
  };
}

function received(segments: number): MessageReceived {
  return {
    messageId: newId(),
    conversationId,
    recipientId,
    to: '+13125550123',
    segments,
    keyword: null,
    word: null,
    keywordSequence: null,
    inFlight: null,
    intent: null,
    intentRule: null,
    holdSequence: null,
    receivedAt: new Date().toISOString(),
    version: 1,
  };
}

const heardOf = (messageId: string): string[] =>
  heard.filter(({ subject }) => subject === messageId).map(({ type }) => type);

async function balanceOf(tenantId: string): Promise<BalanceView> {
  const { body } = await service.call<BalanceView>(tenantId, ['GET', '/balance']);
  return body;
}

async function tenantWith(segments: number): Promise<string> {
  const tenantId = newId();
  const body = { segments, reason: 'test balance' };
  await service.call(tenantId, ['POST', '/adjustments'], { body, role: 'operator' });
  return tenantId;
}

/** The invariant of the whole ledger: every balance is the sum of its entries, held is the sum of open holds. */
async function expectEntriesToAddUp(): Promise<void> {
  const { rows } = await service.admin.query(
    `SELECT a.tenant_id, a.available, a.held, a.debt,
            coalesce(e.available, 0) AS e_available, coalesce(e.held, 0) AS e_held, coalesce(e.debt, 0) AS e_debt,
            coalesce(h.held, 0) AS h_held
       FROM account a
       LEFT JOIN (SELECT tenant_id,
              sum(segments) FILTER (WHERE target = 'available') - coalesce(sum(segments) FILTER (WHERE source = 'available'), 0) AS available,
              coalesce(sum(segments) FILTER (WHERE target = 'held'), 0) - coalesce(sum(segments) FILTER (WHERE source = 'held'), 0) AS held,
              coalesce(sum(segments) FILTER (WHERE source = 'debt'), 0) - coalesce(sum(segments) FILTER (WHERE target = 'debt'), 0) AS debt
            FROM entry GROUP BY 1) e USING (tenant_id)
       LEFT JOIN (SELECT tenant_id, sum(segments) AS held FROM hold WHERE state = 'open' GROUP BY 1) h USING (tenant_id)
      WHERE a.available <> coalesce(e.available, 0) OR a.held <> coalesce(e.held, 0)
         OR a.debt <> coalesce(e.debt, 0) OR a.held <> coalesce(h.held, 0)`,
  );
  expect(rows).toEqual([]);
}

describe('holds', () => {
  test('what fits is granted in order, what does not is passed over', async () => {
    const tenantId = await tenantWith(5);
    const asks = [3, 3, 2, 1].map((segments) => accepted(segments));
    await service.say(
      MessageAccepted,
      asks.map((payload) => ({ tenantId, payload })),
    );
    await eventually(() => {
      expect(asks.map(({ messageId }) => heardOf(messageId))).toEqual([
        ['billing.hold.granted.v1'],
        ['billing.hold.declined.v1'],
        ['billing.hold.granted.v1'],
        ['billing.hold.declined.v1'],
      ]);
    });
    expect(await balanceOf(tenantId)).toMatchObject({ available: 0, held: 5, debt: 0 });
    await expectEntriesToAddUp();
  });

  test('a business that never had a balance is declined', async () => {
    const ask = accepted(1);
    await service.say(MessageAccepted, [{ tenantId: newId(), payload: ask }]);
    await eventually(() => expect(heardOf(ask.messageId)).toEqual(['billing.hold.declined.v1']));
  });

  test('a thousand at once on a balance of a hundred: a hundred go, the rest are declined', async () => {
    const tenantId = await tenantWith(100);
    const asks = Array.from({ length: 1_000 }, () => accepted(1));
    await service.say(
      MessageAccepted,
      asks.map((payload) => ({ tenantId, payload })),
    );
    await eventually(
      () => {
        const answers = asks.map(({ messageId }) => heardOf(messageId)[0]);
        expect(answers.filter((type) => type === 'billing.hold.granted.v1')).toHaveLength(100);
        expect(answers.filter((type) => type === 'billing.hold.declined.v1')).toHaveLength(900);
      },
      { timeoutMs: 20_000 },
    );
    expect(await balanceOf(tenantId)).toMatchObject({ available: 0, held: 100 });
    await expectEntriesToAddUp();
  });

  test.each([
    ['the same', 1],
    ['another', 3],
  ])(
    'the same message again, by another event and with %s amount, keeps its first decision',
    async (_, segments) => {
      const tenantId = await tenantWith(5);
      const ask = accepted(1);
      await service.say(MessageAccepted, [
        { tenantId, payload: ask },
        { tenantId, payload: { ...ask, segments } },
      ]);
      await eventually(() => expect(heardOf(ask.messageId)).toHaveLength(2));
      expect(new Set(heardOf(ask.messageId))).toEqual(new Set(['billing.hold.granted.v1']));
      expect(await balanceOf(tenantId)).toMatchObject({ available: 4, held: 1 });
    },
  );

  test('the same event again does nothing', async () => {
    const tenantId = await tenantWith(3);
    const [ask, last] = [accepted(1), accepted(1)];
    const id = newId();
    await service.say(MessageAccepted, [
      { tenantId, payload: ask, id },
      { tenantId, payload: ask, id },
      { tenantId, payload: last },
    ]);
    await eventually(() => expect(heardOf(last.messageId)).toHaveLength(1));
    expect(heardOf(ask.messageId)).toHaveLength(1);
    expect(await balanceOf(tenantId)).toMatchObject({ available: 1, held: 2 });
  });

  test('a mandatory reply goes whatever the balance, and becomes a debt', async () => {
    const tenantId = newId();
    const reply = accepted(1, true);
    await service.say(MessageAccepted, [{ tenantId, payload: reply }]);
    await eventually(() => expect(heardOf(reply.messageId)).toEqual(['billing.hold.granted.v1']));
    await service.say(MessageProgressed, [
      { tenantId, payload: progressed(reply.messageId, 'sent', 1) },
    ]);
    await eventually(async () =>
      expect(await balanceOf(tenantId)).toMatchObject({ available: 0, held: 0, debt: 1 }),
    );
    await expectEntriesToAddUp();
  });

  test('businesses of one batch each get what their own balance covers', async () => {
    const tenants = await Promise.all([tenantWith(1), tenantWith(0 + 2)]);
    const asks = [0, 1, 0, 1, 0, 1].map((index) => ({
      tenantId: tenants[index] ?? '',
      payload: accepted(1),
    }));
    await service.say(MessageAccepted, asks);
    await eventually(() => {
      const declined = heard.filter(({ type }) => type === 'billing.hold.declined.v1');
      const mine = declined.filter(({ tenantId }) =>
        tenants.includes(tenantId),
      ) as Received<HoldDeclined>[];
      expect(mine.map(({ tenantId }) => tenants.indexOf(tenantId)).toSorted()).toEqual([0, 0, 1]);
    });
    await expectEntriesToAddUp();
  });
});

test('businesses of which many things come at once do not wait for each other in a ring', async () => {
  const tenants = await Promise.all(Array.from({ length: 8 }, () => tenantWith(1_000)));
  const threads = Array.from({ length: 64 }, newId);
  const ids: string[] = [];
  for (let wave = 0; wave < 4; wave += 1) {
    const facts = threads.map((thread, index) => {
      const tenantId = tenants[(index * 5 + wave * 3) % 8]!;
      return { tenantId, payload: { ...accepted(1), conversationId: thread } };
    });
    ids.push(...(await service.say(MessageAccepted, facts)));
    const inbound = facts.map(({ tenantId, payload }) => {
      return { tenantId, payload: { ...received(1), conversationId: payload.conversationId } };
    });
    ids.push(...(await service.say(MessageReceived, inbound.toReversed())));
    const ends = facts.map(({ tenantId, payload: { messageId, conversationId: thread } }) => {
      const payload = { ...progressed(messageId, 'delivered', 1), conversationId: thread };
      return { tenantId, payload };
    });
    ids.push(...(await service.say(MessageProgressed, ends.toReversed())));
  }
  await service.handled(ids, { timeoutMs: 30_000 });
  await expectEntriesToAddUp();
  // A backend reports its statistics a second late.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { rows } = await service.admin.query(
    `SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()`,
  );
  expect(rows).toEqual([{ deadlocks: '0' }]);
}, 60_000);

describe('settlement', () => {
  async function held(
    balance: number,
    segments: number,
  ): Promise<{ tenantId: string; messageId: string }> {
    const tenantId = await tenantWith(balance);
    const payload = accepted(segments);
    await service.say(MessageAccepted, [{ tenantId, payload }]);
    await eventually(() => expect(heardOf(payload.messageId)).toHaveLength(1));
    return { tenantId, messageId: payload.messageId };
  }

  test.each([
    ['exactly what was held', 10, 2, 2, { available: 8, held: 0, debt: 0 }],
    ['less: the rest is released', 10, 3, 1, { available: 9, held: 0, debt: 0 }],
    ['more: the rest comes from what is available', 10, 1, 3, { available: 7, held: 0, debt: 0 }],
    ['more than there is: the rest is a debt', 2, 1, 4, { available: 0, held: 0, debt: 2 }],
  ])('%s', async (_, balance, segments, actual, expected) => {
    const { tenantId, messageId } = await held(balance, segments);
    const said = await service.say(MessageProgressed, [
      { tenantId, payload: progressed(messageId, 'sent', actual) },
      { tenantId, payload: progressed(messageId, 'delivered', actual) },
    ]);
    await service.handled(said);
    expect(await balanceOf(tenantId)).toMatchObject(expected);
    const costMicros = actual * 15_000;
    const drawn = Math.min(actual, balance);
    const lots = [{ purchaseId: null, segments: drawn, costMicros: drawn * 15_000 }];
    await eventually(() => {
      const posted = heard.filter(
        ({ subject, type }) => subject === messageId && type === 'billing.hold.posted.v1',
      );
      expect(posted.map(({ payload }) => payload)).toEqual([
        { messageId, conversationId, segments: actual, costMicros, held: segments, lots },
      ]);
    });
    await expectEntriesToAddUp();
  });

  test.each(['rejected', 'canceled'] as const)('%s costs nothing', async (status) => {
    const { tenantId, messageId } = await held(5, 2);
    await service.say(MessageProgressed, [
      { tenantId, payload: progressed(messageId, status, null) },
    ]);
    await eventually(() => expect(heardOf(messageId)).toContain('billing.hold.voided.v1'));
    expect(await balanceOf(tenantId)).toMatchObject({ available: 5, held: 0 });
    await expectEntriesToAddUp();
  });

  test('an unknown outcome stays held', async () => {
    const { tenantId, messageId } = await held(5, 2);
    const other = await held(5, 1);
    await service.say(MessageProgressed, [
      { tenantId, payload: progressed(messageId, 'unknown', null) },
      { tenantId: other.tenantId, payload: progressed(other.messageId, 'sent', 1) },
    ]);
    await eventually(() => expect(heardOf(other.messageId)).toContain('billing.hold.posted.v1'));
    expect(await balanceOf(tenantId)).toMatchObject({ available: 3, held: 2 });
  });
});

describe('texts that come in', () => {
  test('cost their segments, and a debt when there are none; a grant clears the debt first', async () => {
    const tenantId = await tenantWith(1);
    const texts = [received(1), received(2)];
    await service.say(
      MessageReceived,
      texts.map((payload) => ({ tenantId, payload })),
    );
    await eventually(async () =>
      expect(await balanceOf(tenantId)).toMatchObject({ available: 0, debt: 2 }),
    );
    const ask = accepted(1);
    await service.say(MessageAccepted, [{ tenantId, payload: ask }]);
    await eventually(() => expect(heardOf(ask.messageId)).toEqual(['billing.hold.declined.v1']));
    await service.call(tenantId, ['POST', '/adjustments'], {
      body: { segments: 5, reason: 'more' },
      role: 'operator',
    });
    expect(await balanceOf(tenantId)).toMatchObject({ available: 3, debt: 0 });
    await expectEntriesToAddUp();
  });
});

describe('access', () => {
  test('only an operator adjusts, and takes no more than there is', async () => {
    const tenantId = await tenantWith(5);
    const path = ['POST', '/adjustments'] as const;
    const asAgent = await service.call(tenantId, path, { body: { segments: 1, reason: 'gift' } });
    expect([asAgent.status, asAgent.body.code]).toEqual([403, 'forbidden']);
    const tooMuch = await service.call(tenantId, path, {
      body: { segments: -6, reason: 'oops' },
      role: 'operator',
    });
    expect([tooMuch.status, tooMuch.body.code]).toEqual([422, 'adjustment_too_large']);
    expect(await balanceOf(tenantId)).toMatchObject({ available: 5 });
  });

  test.each([0, 1.5, Infinity, '5', null, 1_000_001])(
    'an adjustment by %p is refused',
    async (segments) => {
      const tenantId = newId();
      const body = { segments, reason: 'test' };
      const answer = await service.call(tenantId, ['POST', '/adjustments'], {
        body,
        role: 'operator',
      });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
    },
  );

  test('the ledger pages backwards and shows one business only', async () => {
    const tenantId = await tenantWith(1);
    for (let grant = 2; grant <= 5; grant++) {
      await service.call(tenantId, ['POST', '/adjustments'], {
        body: { segments: grant, reason: 'more' },
        role: 'operator',
      });
    }
    await tenantWith(99);
    const first = await service.call<Page<LedgerEntryView>>(tenantId, ['GET', '/ledger?limit=3']);
    expect(first.body.items.map(({ segments }) => segments)).toEqual([5, 4, 3]);
    const next = await service.call<Page<LedgerEntryView>>(tenantId, [
      'GET',
      `/ledger?limit=3&cursor=${first.body.nextCursor}`,
    ]);
    expect(next.body.items.map(({ segments }) => segments)).toEqual([2, 1]);
    expect(next.body.nextCursor).toBeNull();
  });

  test('the catalogue separates tenants', async () => {
    expect(await service.catalogProblems()).toEqual([]);
  });

  test('entries are never changed, by anybody', async () => {
    for (const role of ['tenant', 'worker'] as const) {
      const { rows } = await service.admin.query(
        `SELECT has_table_privilege($1, 'billing.entry', 'UPDATE, DELETE, TRUNCATE') AS may`,
        [`billing_${role}`],
      );
      expect(rows).toEqual([{ may: false }]);
    }
  });
});
