import {
  ConsentChanged,
  type ConsentChange,
  type ConsentRecorded,
  type ConsentView,
  newId,
} from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { type NewEvent, Outbox } from '@fieldline/events';
import { invalidRequest } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { ConsentHold } from '../hold/hold.entity.js';
import { ConsentEvent } from './consent-event.entity.js';
import { Consent } from './consent.entity.js';
import { idempotencyIdReused } from './consent.errors.js';
import { toSavedConsent } from './consent.fact.js';
import { faultsOf, toStaffEvent } from './consent.proof.js';
import {
  appendEvents,
  type ConsentRow,
  lockConsents,
  saveConsents,
  type Subject,
  subjectKey,
} from './consent.queries.js';
import { lastOfStaff } from './consent-history.queries.js';
import type { Signal } from './consent.signal.js';
import { refusalOf } from './consent.refusal.js';
import { afterMove, afterSignal, isOvertaken } from './consent.standing.js';
import { toConsentView } from './consent.view.js';

/** Of a subject's history as it is shown; the rest stays recorded. */
const HISTORY_LIMIT = 200;

export interface Recording {
  /** Who records it. */
  readonly actor: string;
  /** Names the event to be made: a repeat with the same id makes no second. */
  readonly eventId?: string;
}

/** Gives and takes consent. Each change is one transaction with its proof and its fact. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  /**
   * What staff recorded. What they say was obtained before the number was changed, or before a STOP that a
   * START has lifted, only joins the history, as it does from a list.
   * @throws Problem `opted_out_by_recipient` when the phone itself said stop
   */
  async record(
    tenantId: string,
    change: ConsentChange,
    { actor, eventId = newId() }: Recording,
  ): Promise<ConsentRecorded> {
    const now = new Date();
    const faults = faultsOf(change, now);
    if (faults.length > 0) throw invalidRequest(faults);
    const event = toStaffEvent(change, { tenantId, id: eventId, recordedBy: actor, now });
    return this.database.asTenant(tenantId, async (tx) => {
      const recipient = await lockRecipient(tx, tenantId, change);
      const consent = await lockOne(tx, event);
      const known = await tx.findOneBy(ConsentEvent, { tenantId, id: eventId });
      if (known && known.subjectId !== event.subjectId) throw idempotencyIdReused();
      const { subjectId } = event;
      if (known) return { subjectId, version: consent.version, consent: await view(tx, change) };

      const number = event.subjectKind === 'recipient' ? consent : recipient;
      const refusal = refusalOf(event, consent, number);
      if (refusal) throw refusal;
      await appendEvents(tx, [event]);
      if (change.obtainedAt && isOvertaken(event, consent))
        return { subjectId, version: consent.version, consent: await view(tx, change) };
      const after = afterMove(consent, event, now);
      const saved = await saveConsents(tx, [after]);
      await this.outbox.add(tx, ConsentChanged, tenantId, toSavedConsent(after, saved, actor));
      return { subjectId, version: after.version, consent: await view(tx, change) };
    });
  }

  /** What phones said, in their order, of any tenants. One that is older than what is known is only recorded. */
  async hear(tx: Transaction, signals: readonly Signal[]): Promise<void> {
    if (signals.length === 0) return;
    const known = await lockConsents(
      tx,
      signals.map(({ event }) => event),
    );
    const starts = signals.filter(({ event }) => event.action === 'opt_in');
    const ofStaff = await lastOfStaff(
      tx,
      starts.map(({ event }) => event),
    );
    const changed = new Map<string, ConsentRow>();
    const steps: { readonly after: ConsentRow; readonly signal: Signal }[] = [];
    for (const signal of signals) {
      const key = subjectKey(signal.event);
      const current = changed.get(key) ?? known.get(key);
      if (!current) throw new Error('a consent that was not locked');
      const after = afterSignal(current, signal.event, ofStaff.get(key));
      if (after === current) continue;
      changed.set(key, after);
      steps.push({ after, signal });
    }
    await appendEvents(
      tx,
      signals.map(({ event }) => event),
    );
    const saved = await saveConsents(tx, [...changed.values()]);
    const facts = steps.map(({ after, signal: { event, cause } }): NewEvent => {
      const payload = toSavedConsent(after, saved, event.recordedBy);
      return { type: ConsentChanged, tenantId: event.tenantId, payload, cause };
    });
    await this.outbox.addAll(tx, facts);
  }

  /** Of a contact, or of a number alone. Nobody's is 'none'. */
  of(
    tenantId: string,
    subject: { contactId?: string; recipientId?: string },
  ): Promise<ConsentView> {
    return this.database.asTenant(tenantId, (tx) => view(tx, subject));
  }
}

/** An opt-in of a contact rests on its number not being stopped: that must stay so until it is committed. */
async function lockRecipient(
  tx: Transaction,
  tenantId: string,
  { action, contactId, recipientId }: ConsentChange,
): Promise<ConsentRow | undefined> {
  if (action !== 'opt_in' || !contactId || !recipientId) return undefined;
  return lockOne(tx, { tenantId, subjectId: recipientId, subjectKind: 'recipient' }, 'SHARE');
}

async function lockOne(
  tx: Transaction,
  { tenantId, subjectId, subjectKind }: Subject,
  strength?: 'SHARE',
): Promise<ConsentRow> {
  const locked = await lockConsents(tx, [{ tenantId, subjectId, subjectKind }], strength);
  const [consent] = locked.values();
  if (!consent) throw new Error('a consent that was not locked');
  return consent;
}

async function view(
  tx: Transaction,
  { contactId, recipientId }: { contactId?: string; recipientId?: string },
): Promise<ConsentView> {
  const ids = [contactId, recipientId].filter((id) => typeof id === 'string');
  const consents = await tx.findBy(Consent, { subjectId: In(ids) });
  const history = await tx.find(ConsentEvent, {
    where: { subjectId: In(ids) },
    order: { sequence: 'DESC' },
    take: HISTORY_LIMIT,
  });
  return toConsentView({
    now: new Date(),
    contactId,
    contact: consents.find((each) => each.subjectId === contactId),
    recipientId,
    recipient: consents.find((each) => each.subjectId === recipientId),
    hold: recipientId ? await tx.findOneBy(ConsentHold, { recipientId, state: 'open' }) : null,
    history,
  });
}
