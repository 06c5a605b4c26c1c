import { query, type Transaction } from '@fieldline/database';
import { IN_FLIGHT } from '../message/message.status.js';
import type { StoredFacts } from './known-subject.js';
import { sendFacts } from './send-facts.queries.js';

/** Who sends the confirmation of an opt-out that staff recorded. */
export const CONFIRMS_OPT_OUT = 'system:opt-out';

/** Whether what staff recorded still holds, as `decide()` has it. */
export function isOptedOutByStaff({
  staffOptOut,
  optIn,
}: Pick<StoredFacts, 'staffOptOut' | 'optIn'>): boolean {
  return staffOptOut !== null && !(optIn && optIn.at > staffOptOut);
}

/** Whether a number has had our confirmation of an opt-out that still holds, or has it on its way. */
export async function isConfirmed(
  tx: Transaction,
  tenantId: string,
  recipientId: string,
): Promise<boolean> {
  const [known] = await sendFacts(tx, [{ tenantId, recipientId, contactId: null }], 'none');
  if (!known || !isOptedOutByStaff(known.facts)) return false;
  const confirmed = await query(
    tx,
    `SELECT FROM message
      WHERE tenant_id = $1 AND recipient_id = $2 AND sent_by = $3 AND created_at > $4
        AND (provider_message_id IS NOT NULL OR status = ANY ($5))
      LIMIT 1`,
    // Staff may have said it again since, which isn't confirmed again.
    [tenantId, recipientId, CONFIRMS_OPT_OUT, known.facts.optIn?.at ?? new Date(0), IN_FLIGHT],
  );
  return confirmed.length > 0;
}
