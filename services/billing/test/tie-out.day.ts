import {
  dayOf,
  MessageAccepted,
  MessageProgressed,
  MessageReceived,
  newId,
  type OutboundStatus,
  type TieOutRecord,
  TieOutBegun,
  TieOutPage,
  type TieOutView,
} from '@fieldline/contracts';
import { eventually, type ServiceUnderTest } from '@fieldline/testing';

const conversationId = newId();
const recipientId = newId();

/** A business's day in the ledger, with what messaging and Twilio say of it. */
export class Day {
  readonly tenantId = newId();
  readonly date = dayOf(new Date());
  readonly records: TieOutRecord[] = [];

  private constructor(private readonly service: ServiceUnderTest) {}

  static async open(service: ServiceUnderTest, segments = 100): Promise<Day> {
    const day = new Day(service);
    const body = { segments, reason: 'test balance' };
    await service.call(day.tenantId, ['POST', '/adjustments'], { body, role: 'operator' });
    return day;
  }

  /**
   * A text that ended like this, and is known so to all three.
   * @param segments Twilio's count; null where it never counted
   */
  async sent(
    status: OutboundStatus,
    segments: number | null,
    { quoted = 1, mandatory = false } = {},
  ): Promise<TieOutRecord> {
    const messageId = newId();
    const common = { messageId, conversationId, recipientId };
    await this.say(MessageAccepted, {
      ...common,
      contactId: null,
      segments: quoted,
      mandatory,
      sentBy: 'user:u',
      from: '+13125550100',
      jobId: null,
      jobType: null,
      version: 1,
    });
    await this.say(MessageProgressed, {
      ...common,
      status,
      providerSegments: segments,
      errorCode: null,
      providerCode: null,
      keywordSequence: null,
      inFlight: null,
      sentBy: null,
      canceledBy: null,
      version: 2,
    });
    return this.noted({ messageId, status, segments }, segments !== null);
  }

  async received(segments: number): Promise<TieOutRecord> {
    const messageId = newId();
    await this.say(MessageReceived, {
      messageId,
      conversationId,
      recipientId,
      segments,
      to: '+13125550100',
      keyword: null,
      word: null,
      keywordSequence: null,
      inFlight: null,
      intent: null,
      intentRule: null,
      holdSequence: null,
      receivedAt: new Date().toISOString(),
      version: 1,
    });
    return this.noted({ messageId, status: 'received', segments, direction: 'inbound' }, true);
  }

  /** A record of the day that isn't of any message yet. */
  noted(record: Partial<TieOutRecord>, isAtTwilio: boolean): TieOutRecord {
    const noted: TieOutRecord = {
      messageId: null,
      providerMessageId: isAtTwilio ? `SM${newId().replaceAll('-', '')}` : null,
      direction: 'outbound',
      status: null,
      segments: null,
      providerStatus: isAtTwilio ? (record.status ?? null) : null,
      providerSegments: isAtTwilio ? (record.segments ?? null) : null,
      standing: 'due',
      at: new Date().toISOString(),
      ...record,
    };
    this.records.push(noted);
    return noted;
  }

  /** Has the day tied out. */
  async tieOut(): Promise<TieOutView> {
    const run = await this.begin();
    await this.page(run, 1, 1, this.records);
    return this.found();
  }

  async begin(): Promise<string> {
    const run = newId();
    await this.say(TieOutBegun, { businessId: this.tenantId, run, date: this.date });
    return run;
  }

  /** @param asOf everything that was held by now is older */
  page(
    run: string,
    page: number,
    pages: number,
    records: TieOutRecord[],
    asOf = new Date(Date.now() + 60_000),
  ): Promise<void> {
    const { tenantId: businessId, date } = this;
    const part = { businessId, run, date, page, pages, records, asOf: asOf.toISOString() };
    return this.say(TieOutPage, part);
  }

  async view(tenantId = this.tenantId): Promise<TieOutView> {
    return (await this.service.call<TieOutView>(tenantId, ['GET', `/tie-outs/${this.date}`])).body;
  }

  /** What was found, once it's done. */
  found(): Promise<TieOutView> {
    return eventually(
      async () => {
        const view = await this.view();
        if (view.state === 'running' || view.state === 'not_run') throw new Error(view.state);
        return view;
      },
      { timeoutMs: 10_000 },
    );
  }

  async say<T extends object>(type: new () => T, payload: T): Promise<void> {
    const { tenantId } = this;
    await this.service.handled(await this.service.say(type, [{ tenantId, payload }]));
  }
}
