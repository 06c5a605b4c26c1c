import {
  actorOf,
  type Principal,
  SendingPauseChanged,
  type SendingPauseView,
  type SetSendingPause,
} from '@fieldline/contracts';
import { Database, query, type Transaction } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { appendAudit } from '../audit/audit.writer.js';
import { PLATFORM_ID } from '../tenant/platform.js';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Messaging } from '../upstream/services.js';
import { SendingPause } from './sending-pause.entity.js';
import { toSendingPauseChanged } from './sending-pause.fact.js';

/** Holds texts back, and lets them go on. A row outlives every process, so a pause does too. */
@Injectable()
export class SendingPauseService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
  ) {}

  /** Of the business that is acted for, else of everybody. */
  async get({ tenantId }: Principal): Promise<SendingPauseView> {
    const ids = [PLATFORM_ID, ...(tenantId === null ? [] : [tenantId])];
    const pauses = await this.database.asWorker((tx) =>
      tx.findBy(SendingPause, { tenantId: In(ids) }),
    );
    const pauseOf = (id: string) => pauses.find((pause) => pause.tenantId === id);
    return {
      ...toView(tenantId, pauseOf(tenantId ?? PLATFORM_ID)),
      ...(tenantId !== null && { everybodyPaused: pauseOf(PLATFORM_ID)?.paused ?? false }),
    };
  }

  /** Answered once messaging has heard of it: from then on nothing leaves. The same again changes nothing. */
  async set(caller: Principal, { paused, reason }: SetSendingPause): Promise<SendingPauseView> {
    const pauseId = caller.tenantId ?? PLATFORM_ID;
    const pause = await this.database.asWorker((tx) =>
      this.change(tx, caller, pauseId, paused, reason ?? null),
    );
    const place = path`/projections/sending-pause/${pauseId}`;
    const within = { ...caller, tenantId: pauseId };
    const { version } = pause;
    const current = await this.projections.reaches(this.messaging, place, within, version);
    return { ...toView(caller.tenantId, pause), ...(!current && { pending: true }) };
  }

  private async change(
    tx: Transaction,
    caller: Principal,
    pauseId: string,
    paused: boolean,
    reason: string | null,
  ): Promise<SendingPause> {
    const changed = await query(
      tx,
      `INSERT INTO sending_pause AS p (tenant_id, paused, reason, changed_by, version)
       VALUES ($1, $2, $3, $4, 1)
       ON CONFLICT (tenant_id) DO UPDATE
         SET paused = excluded.paused, reason = excluded.reason, changed_by = excluded.changed_by,
             changed_at = now(), version = p.version + 1
       WHERE (p.paused, p.reason) IS DISTINCT FROM (excluded.paused, excluded.reason)
       RETURNING 1`,
      [pauseId, paused, reason, actorOf(caller)],
    );
    const pause = await tx.findOneByOrFail(SendingPause, { tenantId: pauseId });
    if (changed.length === 0) return pause;
    await this.outbox.add(tx, SendingPauseChanged, pauseId, toSendingPauseChanged(pause));
    const subject = { kind: 'sending_pause', id: pauseId };
    const action = paused ? 'sending.paused' : 'sending.resumed';
    const done = { tenantId: pauseId, actor: actorOf(caller), subject, detail: { reason } };
    await appendAudit(tx, [{ ...done, action }]);
    return pause;
  }
}

function toView(tenantId: string | null, pause: SendingPause | undefined): SendingPauseView {
  return {
    tenantId,
    paused: pause?.paused ?? false,
    reason: pause?.reason ?? null,
    by: pause?.changedBy ?? null,
    since: pause?.changedAt.toISOString() ?? null,
  };
}
