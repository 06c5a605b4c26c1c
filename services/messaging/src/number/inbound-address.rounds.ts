import { Database, query, type Transaction } from '@fieldline/database';
import { type RoundOutcome, Rounds } from '@fieldline/events';
import { observableGauge } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import { MessagingSettings } from '../config.js';
import { inboundAddressKey } from '../twilio/callback-url.js';
import { isOutage } from '../twilio/twilio-messages.js';
import { type ToldNumber, TwilioNumbers } from '../twilio/twilio-numbers.js';

/** Numbers that one round tells Twilio of. A round starts a second after the last: that is the pace. */
const TOLD_AT_ONCE = 20;
const RETRY_SECONDS = 5;
const RETRY_MAX_SECONDS = 300;
/** SQL: numbers of which Twilio was told another address than $1, or nobody knows what it was told. */
const TOLD_OTHERWISE = `state = 'active' AND inbound_told IS DISTINCT FROM $1`;

/**
 * Tells Twilio where inbound texts go, for each number of which it was told otherwise: by an earlier start on
 * another `PUBLIC_BASE_URL`, for instance. Until then a STOP wouldn't reach us, so nothing leaves from that number
 * (`claimReady` of `message/dispatch.queries.ts`).
 */
@Injectable()
export class InboundAddressRounds extends Rounds {
  private readonly key: string;

  constructor(
    private readonly database: Database,
    private readonly twilio: TwilioNumbers,
    private readonly settings: MessagingSettings,
  ) {
    super({ busyMs: 1_000, idleMs: 10_000 });
    this.key = inboundAddressKey(settings);
  }

  override onApplicationBootstrap(): void {
    observableGauge('fieldline.number.told_otherwise', async () => [
      { value: await this.countToldOtherwise(), labels: {} },
    ]);
    super.onApplicationBootstrap();
  }

  protected async round(): Promise<RoundOutcome> {
    const claimed = await this.database.asWorker((tx) => this.claim(tx));
    const ends = await Promise.all(claimed.map((number) => this.tell(number)));
    if (ends.includes('outage')) return 'failed';
    return claimed.length > 0 ? 'found' : 'nothing';
  }

  /**
   * Leased until Twilio must have answered, and longer after each failure: replicas skip them meanwhile. What
   * Twilio was told is unknown from here until it has answered.
   */
  private claim(tx: Transaction): Promise<ToldNumber[]> {
    return query<ToldNumber>(
      tx,
      `UPDATE number n
          SET inbound_told = NULL, inbound_tries = n.inbound_tries + 1,
              inbound_tell_at = now() + $2 * interval '1 ms' + interval '1 second'
                * least(${RETRY_SECONDS} * 2 ^ least(n.inbound_tries, 10), ${RETRY_MAX_SECONDS})
        WHERE (n.tenant_id, n.id) IN (
          SELECT tenant_id, id FROM number WHERE ${TOLD_OTHERWISE} AND inbound_tell_at <= now()
           ORDER BY inbound_tell_at LIMIT ${TOLD_AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED)
        RETURNING n.tenant_id AS "tenantId", n.id AS "numberId", n.account_sid AS "accountSid",
                  n.provider_sid AS "providerSid"`,
      [this.key, this.settings.twilioTimeoutMs],
    );
  }

  private async tell(number: ToldNumber): Promise<'told' | 'refused' | 'outage'> {
    const { tenantId, numberId } = number;
    try {
      await this.twilio.tellInboundUrl(number);
    } catch (error) {
      this.logger.error(
        `number ${numberId}: Twilio wasn't told where its inbound texts go, so nothing leaves from it (${String(error)})`,
      );
      return isOutage(error) ? 'outage' : 'refused';
    }
    await this.database.asWorker((tx) =>
      tx.query(
        `UPDATE number SET inbound_told = $3, inbound_tries = 0 WHERE tenant_id = $1 AND id = $2`,
        [tenantId, numberId, this.key],
      ),
    );
    return 'told';
  }

  private async countToldOtherwise(): Promise<number> {
    const [row] = await this.database.asWorker((tx) =>
      query<{ numbers: number }>(
        tx,
        `SELECT count(*)::integer AS numbers FROM number WHERE ${TOLD_OTHERWISE}`,
        [this.key],
      ),
    );
    return row?.numbers ?? 0;
  }
}
