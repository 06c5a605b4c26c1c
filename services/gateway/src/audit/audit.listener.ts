import {
  ConsentChanged,
  ConsentHoldChanged,
  ConversationChanged,
  ConversationNoted,
  ErasureChanged,
  MessageAccepted,
  MessageProgressed,
  MoneyDecided,
  PurchaseDisputed,
  PurchasePaid,
  PurchaseRefunded,
  QuietHoursChanged,
  RegistrationChanged,
} from '@fieldline/contracts';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import {
  ofAccepted,
  ofConsent,
  ofConversation,
  ofDecision,
  ofDisputed,
  ofErasure,
  ofHold,
  ofNote,
  ofPaid,
  ofProgressed,
  ofQuietHours,
  ofRefunded,
  ofRegistration,
} from './audit.facts.js';
import { appendAudit } from './audit.writer.js';

/** What was done in the services behind us. */
@Controller()
export class AuditListener {
  @OnEvents(MessageAccepted)
  async accepted(events: readonly Received<MessageAccepted>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofAccepted));
  }

  @OnEvents(MessageProgressed)
  async progressed(
    events: readonly Received<MessageProgressed>[],
    { tx }: Delivery,
  ): Promise<void> {
    await appendAudit(tx, events.flatMap(ofProgressed));
  }

  @OnEvents(ConsentChanged)
  async consent(events: readonly Received<ConsentChanged>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.flatMap(ofConsent));
  }

  @OnEvents(ConsentHoldChanged)
  async hold(events: readonly Received<ConsentHoldChanged>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.flatMap(ofHold));
  }

  @OnEvents(ConversationChanged)
  async conversation(
    events: readonly Received<ConversationChanged>[],
    { tx }: Delivery,
  ): Promise<void> {
    await appendAudit(tx, events.flatMap(ofConversation));
  }

  @OnEvents(ConversationNoted)
  async noted(events: readonly Received<ConversationNoted>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofNote));
  }

  @OnEvents(PurchasePaid)
  async paid(events: readonly Received<PurchasePaid>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofPaid));
  }

  @OnEvents(PurchaseRefunded)
  async refunded(events: readonly Received<PurchaseRefunded>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofRefunded));
  }

  @OnEvents(PurchaseDisputed)
  async disputed(events: readonly Received<PurchaseDisputed>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofDisputed));
  }

  @OnEvents(MoneyDecided)
  async decided(events: readonly Received<MoneyDecided>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofDecision));
  }

  @OnEvents(RegistrationChanged)
  async registered(
    events: readonly Received<RegistrationChanged>[],
    { tx }: Delivery,
  ): Promise<void> {
    await appendAudit(tx, events.flatMap(ofRegistration));
  }

  @OnEvents(QuietHoursChanged)
  async quietHours(
    events: readonly Received<QuietHoursChanged>[],
    { tx }: Delivery,
  ): Promise<void> {
    await appendAudit(tx, events.flatMap(ofQuietHours));
  }

  @OnEvents(ErasureChanged)
  async erasure(events: readonly Received<ErasureChanged>[], { tx }: Delivery): Promise<void> {
    await appendAudit(tx, events.map(ofErasure));
  }
}
