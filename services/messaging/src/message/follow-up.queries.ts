import type { OutboundStatus } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { ASKED_AT_ONCE } from './inquiry.js';

/** A message that Twilio has, and didn't report on in time. */
export interface SilentMessage {
  readonly tenantId: string;
  readonly messageId: string;
  readonly providerMessageId: string;
  readonly accountSid: string;
  readonly status: OutboundStatus;
  /** It won't be asked about again. */
  readonly isLast: boolean;
}

/**
 * Messages to ask about now. Claiming puts the next question off, so a crash asks again and replicas
 * don't ask twice: 5 s, doubled each time up to an hour, until a day after the attempt.
 */
export function claimSilent(tx: Transaction): Promise<SilentMessage[]> {
  return query<SilentMessage>(
    tx,
    `UPDATE message m
        SET follow_ups = m.follow_ups + 1,
            follow_up_at = CASE WHEN m.post_by > now() - interval '1 day'
              THEN now() + least(power(2, least(m.follow_ups, 20)) * interval '5 seconds', interval '1 hour') END
       FROM number n
      WHERE n.tenant_id = m.tenant_id AND n.id = m.number_id
        AND (m.tenant_id, m.id) IN (
          SELECT tenant_id, id FROM message
           WHERE follow_up_at <= now() AND provider_message_id IS NOT NULL
           ORDER BY follow_up_at LIMIT ${ASKED_AT_ONCE} FOR UPDATE SKIP LOCKED)
      RETURNING m.tenant_id AS "tenantId", m.id AS "messageId", m.status,
                m.provider_message_id AS "providerMessageId", n.account_sid AS "accountSid",
                m.follow_up_at IS NULL AS "isLast"`,
  );
}
