import type { StatusReported } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import type { Received } from '@fieldline/events';

/** Those reports that came from the account of the business whose message they name. */
export async function ofOwnAccount(
  tx: Transaction,
  events: readonly Received<StatusReported>[],
): Promise<Received<StatusReported>[]> {
  const rows = await query<{ position: number }>(
    tx,
    `SELECT r.position FROM unnest($1::uuid[], $2::uuid[], $3::text[]) WITH ORDINALITY
              AS r (tenant_id, message_id, account_sid, position)
       JOIN message m ON m.tenant_id = r.tenant_id AND m.id = r.message_id
       JOIN number n ON n.tenant_id = m.tenant_id AND n.id = m.number_id
      WHERE n.account_sid = r.account_sid`,
    [
      events.map((event) => event.tenantId),
      events.map((event) => event.payload.messageId),
      events.map((event) => event.payload.accountSid),
    ],
  );
  const own = new Set(rows.map((row) => row.position));
  return events.filter((_, index) => own.has(index + 1));
}
