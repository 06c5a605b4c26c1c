import { QuietHoursChanged } from '@fieldline/contracts';
import { query, type Transaction } from '@fieldline/database';
import { type Delivery, OnEvent, type Received } from '@fieldline/events';
import { Controller } from '@nestjs/common';
import { Dispatcher } from '../message/dispatcher.js';

@Controller()
export class QuietHoursListener {
  constructor(private readonly dispatcher: Dispatcher) {}

  /** The same version again mends the copy. */
  @OnEvent(QuietHoursChanged)
  async keep({ tenantId, payload }: Received<QuietHoursChanged>, { tx }: Delivery): Promise<void> {
    const { from, to, sunday, version } = payload;
    const kept = await query(
      tx,
      `INSERT INTO quiet_hours_copy (tenant_id, opens, closes, sunday, version)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (tenant_id) DO UPDATE
         SET opens = excluded.opens, closes = excluded.closes, sunday = excluded.sunday,
             version = excluded.version
       WHERE quiet_hours_copy.version <= excluded.version
       RETURNING 1`,
      [tenantId, from, to, sunday && JSON.stringify(sunday), version],
    );
    if (kept.length === 0) return;
    await decideAnew(tx, tenantId);
    this.dispatcher.wakeAfter(tx);
  }
}

/**
 * What waits for a window waits for the new one: the dispatcher looks at all of it once more, and at what
 * still waits for its balance when that is there.
 */
async function decideAnew(tx: Transaction, tenantId: string): Promise<void> {
  await tx.query(
    `UPDATE message m SET next_attempt_at = greatest(now(), m.send_at), window_opens_at = NULL
       FROM (SELECT id FROM message
              WHERE tenant_id = $1 AND next_attempt_at > now()
                AND (status = 'waiting_window' OR status = 'accepted'
                       AND window_opens_at IS NOT NULL AND created_at > now() - interval '1 day')
              ORDER BY id FOR UPDATE) w
      WHERE m.tenant_id = $1 AND m.id = w.id`,
    [tenantId],
  );
}
