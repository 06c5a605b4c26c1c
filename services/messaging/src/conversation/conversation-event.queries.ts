import { newId } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import type { EventDetail } from './conversation-event.entity.js';
import type { TakenStep } from './conversation.steps.js';

/** Adds to threads, which show it as an entry, what was done with them. */
export async function addEvents(tx: Transaction, changes: readonly TakenStep[]): Promise<void> {
  if (changes.length === 0) return;
  await tx.query(
    `INSERT INTO conversation_event (tenant_id, id, conversation_id, kind, by, detail)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[])`,
    [
      changes.map(({ after }) => after.tenantId),
      changes.map(() => newId()),
      changes.map(({ after }) => after.id),
      changes.map(({ taken }) => taken.step.kind),
      changes.map(({ taken }) => taken.by),
      changes.map((change) => JSON.stringify(detailOf(change))),
    ],
  );
}

function detailOf({ taken: { step }, before, after }: TakenStep): EventDetail {
  const moved = before.assigneeId !== after.assigneeId;
  return {
    ...(moved && { from: before.assigneeId, to: after.assigneeId }),
    ...('reason' in step && { reason: step.reason }),
    ...('contactId' in step && { contactId: step.contactId }),
  };
}
