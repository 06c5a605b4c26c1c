import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM_ID } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { ComplianceSettings } from '../config.js';

/** One request after the other, so far apart, whatever business it is about and whoever asks. */
@Injectable()
export class Pace {
  constructor(
    private readonly database: Database,
    private readonly settings: ComplianceSettings,
  ) {}

  /** Waits for the next free place. */
  async turn(): Promise<void> {
    const paceMs = this.settings.registrationPaceMs;
    if (paceMs === 0) return;
    const [row] = await this.database.query<{ waitMs: number }>(
      `INSERT INTO registration_pace AS p (tenant_id, next_at)
       VALUES ($1, clock_timestamp() + $2 * interval '1 millisecond')
       ON CONFLICT (tenant_id) DO UPDATE
         SET next_at = greatest(p.next_at, clock_timestamp()) + $2 * interval '1 millisecond'
       RETURNING (extract(epoch FROM p.next_at - clock_timestamp()) * 1000)::double precision - $2 AS "waitMs"`,
      [PLATFORM_ID, paceMs],
    );
    await sleep(Math.max(0, row?.waitMs ?? 0));
  }
}
