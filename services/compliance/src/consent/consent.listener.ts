import { MessageProgressed, MessageReceived } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { HoldService } from '../hold/hold.service.js';
import { type HoldNews, newsOfRefusal, newsOfText } from '../hold/hold.news.js';
import { lockConsents } from './consent.queries.js';
import { ConsentService } from './consent.service.js';
import { type Signal, signalOfRefusal, signalOfText } from './consent.signal.js';

@Controller()
export class ConsentListener {
  constructor(
    private readonly consents: ConsentService,
    private readonly holds: HoldService,
  ) {}

  @OnEvents(MessageReceived)
  async hearTexts(events: readonly Received<MessageReceived>[], { tx }: Delivery): Promise<void> {
    const signals = events.flatMap((event) => signalOfText(event) ?? []);
    const news = events.flatMap((event) => newsOfText(event) ?? []);
    await lockSubjects(tx, signals, news);
    await this.consents.hear(tx, signals);
    await this.holds.hear(tx, news);
  }

  @OnEvents(MessageProgressed)
  async hearRefusals(
    events: readonly Received<MessageProgressed>[],
    { tx }: Delivery,
  ): Promise<void> {
    await this.consents.hear(
      tx,
      events.flatMap((event) => signalOfRefusal(event) ?? []),
    );
    await this.holds.hear(
      tx,
      events.flatMap((event) => newsOfRefusal(event) ?? []),
    );
  }
}

/** Both change what hangs on the same rows: locked at once, in one order, nobody waits in a circle. */
async function lockSubjects(
  tx: Transaction,
  signals: readonly Signal[],
  news: readonly HoldNews[],
): Promise<void> {
  if (news.some(({ kind }) => kind === 'plea'))
    await lockConsents(tx, [
      ...signals.map(({ event }) => event),
      ...news.map(({ subject }) => subject),
    ]);
}
