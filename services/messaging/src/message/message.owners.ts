import { query, type Transaction } from '@fieldline/database';
import type { MessageStep } from './message.steps.js';

/**
 * Which message has each of Twilio's ids that some steps bring, by `ownerKey`. Read it once the steps'
 * messages are locked: then it's true until the transaction ends.
 */
export async function ownersOf(
  tx: Transaction,
  steps: readonly MessageStep[],
): Promise<Map<string, string>> {
  const brought = steps.flatMap(({ tenantId, step }) =>
    'providerMessageId' in step ? [{ tenantId, id: step.providerMessageId }] : [],
  );
  if (brought.length === 0) return new Map();
  const rows = await query<{ tenantId: string; messageId: string; id: string }>(
    tx,
    `SELECT tenant_id AS "tenantId", id AS "messageId", provider_message_id AS id FROM message
      WHERE (tenant_id, provider_message_id) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))`,
    [brought.map((each) => each.tenantId), brought.map((each) => each.id)],
  );
  return new Map(rows.map((row) => [ownerKey(row.tenantId, row.id), row.messageId]));
}

/**
 * Two unknown texts, the same and to the same number at once, may have been matched to each other's ids.
 * Nothing but the ids tells them apart, so each keeps the one that it has: a text at Twilio is counted
 * once, and the follow-up asks how it went.
 */
export function belongsToAnother(
  { tenantId, messageId, step }: MessageStep,
  owners: ReadonlyMap<string, string>,
): boolean {
  if (!('providerMessageId' in step)) return false;
  return (owners.get(ownerKey(tenantId, step.providerMessageId)) ?? messageId) !== messageId;
}

export function ownerKey(tenantId: string, providerMessageId: string): string {
  return `${tenantId} ${providerMessageId}`;
}
