import { MessageProgressed, NumberPurchased, RegistrationReported } from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { type Delivery, OnEvents, type Received } from '@fieldline/events';
import { Controller, Logger } from '@nestjs/common';
import { NEW_NUMBERS, NUMBERS_SAID, REPORTED, SUSPENDED_SENDERS } from './registration.nudges.js';
import { SagaRounds } from './saga/saga.rounds.js';

/** Carriers' words for "this campaign is suspended", "this number is on none", "this registration is suspended". */
const SUSPENSIONS: ReadonlySet<number | null> = new Set([30033, 30034, 21729]);

@Controller()
export class RegistrationListener {
  private readonly logger = new Logger(RegistrationListener.name);

  constructor(
    private readonly database: Database,
    private readonly saga: SagaRounds,
  ) {}

  @OnEvents(NumberPurchased)
  async keepNumbers(events: readonly Received<NumberPurchased>[], { tx }: Delivery): Promise<void> {
    const rows = events.map(({ tenantId, payload }) => ({ tenantId, ...payload }));
    await tx.query(
      `INSERT INTO number_copy (tenant_id, number_id, account_sid, provider_sid, version)
       SELECT DISTINCT ON ("tenantId", "numberId") * FROM json_to_recordset($1) AS n (
              "tenantId" uuid, "numberId" uuid, "accountSid" text, "providerSid" text, version bigint)
        ORDER BY "tenantId", "numberId", version DESC
       ON CONFLICT (tenant_id, number_id) DO UPDATE
         SET account_sid = excluded.account_sid, provider_sid = excluded.provider_sid,
             version = excluded.version
       WHERE number_copy.version <= excluded.version`,
      [JSON.stringify(rows)],
    );
    await tx.query(NEW_NUMBERS, [
      rows.map(({ tenantId }) => tenantId),
      rows.map(({ providerSid }) => providerSid),
    ]);
    this.database.afterCommit(tx, () => this.saga.wake());
  }

  /**
   * Only says that it's time to look; of a number, also what there is to see. What isn't known of here, nobody
   * looks at.
   */
  @OnEvents(RegistrationReported)
  async look(events: readonly Received<RegistrationReported>[], { tx }: Delivery): Promise<void> {
    const reports = events.map(({ id, tenantId, payload }) => ({ id, tenantId, ...payload }));
    if (reports.some(({ kind }) => kind === 'number'))
      await tx.query(NUMBERS_SAID, [JSON.stringify(reports.filter((r) => r.kind === 'number'))]);
    const due = await query<{ id: string }>(tx, REPORTED, [JSON.stringify(reports)]);
    const known = new Set(due.map(({ id }) => id));
    for (const { id, tenantId, kind } of reports)
      if (!known.has(id))
        this.logger.warn(`a report of a ${kind} that ${tenantId} doesn't have is ignored`);
    if (known.size > 0) this.database.afterCommit(tx, () => this.saga.wake());
  }

  /** The carriers' refusals of texts say first that a campaign is suspended. */
  @OnEvents(MessageProgressed)
  async suspect(events: readonly Received<MessageProgressed>[], { tx }: Delivery): Promise<void> {
    const tenantIds = events
      .filter(({ payload }) => SUSPENSIONS.has(payload.providerCode ?? null))
      .map(({ tenantId }) => tenantId);
    if (tenantIds.length === 0) return;
    await tx.query(SUSPENDED_SENDERS, [tenantIds]);
    this.database.afterCommit(tx, () => this.saga.wake());
  }
}
