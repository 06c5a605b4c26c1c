import {
  ConsentChanged,
  type ConsentHoldDecided,
  ConsentHoldChanged,
  type ConsentHoldView,
  type ListConsentHolds,
  newId,
  type Page,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type NewEvent, Outbox } from '@fieldline/events';
import { notFound, readCursor, toPage } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { toSavedConsent } from '../consent/consent.fact.js';
import {
  appendEvents,
  type ConsentRow,
  lockConsents,
  saveConsents,
  subjectKey,
} from '../consent/consent.queries.js';
import { afterMove } from '../consent/consent.standing.js';
import { afterNews, decide, type Verdict } from './hold.course.js';
import { ConsentHold, type HoldRow } from './hold.entity.js';
import { holdDecided } from './hold.errors.js';
import { toHoldChanged } from './hold.fact.js';
import type { HoldNews } from './hold.news.js';
import { findHolds, lastHolds, saveHolds } from './hold.queries.js';
import { toHoldView } from './hold.view.js';
import { toDecisionEvent } from './hold.proof.js';

/** Numbers whose owners seem to want no more texts. A hold changes while the number's consent is locked. */
@Injectable()
export class HoldService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /** What phones said, of any tenants. Their consents are locked by whoever calls. */
  async hear(tx: Transaction, news: readonly HoldNews[]): Promise<void> {
    if (news.length === 0) return;
    const last = await lastHolds(
      tx,
      news.map(({ subject }) => subject),
    );
    const changed = new Map<string, HoldRow>();
    const facts: NewEvent[] = [];
    for (const each of news) {
      const key = subjectKey(each.subject);
      for (const hold of afterNews(last.get(key), each)) {
        changed.set(hold.id, hold);
        if (hold.holdSequence >= (last.get(key)?.holdSequence ?? 0)) last.set(key, hold);
        facts.push({ ...factOf(hold), cause: each.cause });
      }
    }
    await saveHolds(tx, [...changed.values()]);
    await appendEvents(
      tx,
      news.flatMap((each) => (each.kind === 'plea' ? [each.event] : [])),
    );
    await this.outbox.addAll(tx, facts);
  }

  /**
   * What staff decided; the same again answers the same.
   * @throws Problem `hold_decided` when it was decided otherwise
   */
  decide(tenantId: string, id: string, verdict: Verdict): Promise<ConsentHoldDecided> {
    return this.database.asTenant(tenantId, async (tx) => {
      const { recipientId } = await find(tx, tenantId, id);
      const consent = await lockConsent(tx, tenantId, recipientId);
      const hold = await find(tx, tenantId, id);
      if (hold.state === verdict.state) return toAnswer(hold);
      if (hold.state !== 'open') throw holdDecided(hold);
      const decided = decide(hold, verdict, new Date());
      await saveHolds(tx, [decided]);
      const event = toDecisionEvent(newId(), decided);
      await appendEvents(tx, [event]);
      if (event.action === 'opt_out') {
        const after = afterMove(consent, event, decided.decidedAt ?? new Date());
        const saved = await saveConsents(tx, [after]);
        const fact = toSavedConsent(after, saved, verdict.by);
        await this.outbox.add(tx, ConsentChanged, tenantId, fact);
      }
      // Behind the opt-out, so that nobody sees the number with neither.
      await this.outbox.addAll(tx, [factOf(decided)]);
      return toAnswer(decided);
    });
  }

  get(tenantId: string, id: string): Promise<ConsentHoldView> {
    return this.database.asTenant(tenantId, async (tx) => toHoldView(await find(tx, tenantId, id)));
  }

  list(
    tenantId: string,
    { state, conversationId, limit, cursor }: ListConsentHolds,
  ): Promise<Page<ConsentHoldView>> {
    const [at, after] = readCursor(cursor, 2);
    const before = at !== undefined && after !== undefined ? ([at, after] as const) : undefined;
    return this.database.asTenant(tenantId, async (tx) => {
      const wanted = { state, conversationId, before, limit: limit + 1 };
      const rows = await findHolds(tx, tenantId, wanted);
      const page = toPage(rows, limit, ({ openedAt, id }) => [openedAt.toISOString(), id]);
      return { ...page, items: page.items.map(toHoldView) };
    });
  }
}

async function find(tx: Transaction, tenantId: string, id: string): Promise<HoldRow> {
  const hold = await tx.findOneBy(ConsentHold, { tenantId, id });
  if (!hold) throw notFound('consent hold');
  return hold;
}

async function lockConsent(
  tx: Transaction,
  tenantId: string,
  subjectId: string,
): Promise<ConsentRow> {
  const subject = { tenantId, subjectId, subjectKind: 'recipient' } as const;
  const consent = (await lockConsents(tx, [subject])).get(subjectKey(subject));
  if (!consent) throw new Error('a consent that was not locked');
  return consent;
}

function factOf(hold: HoldRow): NewEvent {
  return { type: ConsentHoldChanged, tenantId: hold.tenantId, payload: toHoldChanged(hold) };
}

function toAnswer(hold: HoldRow): ConsentHoldDecided {
  return { hold: toHoldView(hold), version: hold.version };
}
