import { QuietHoursChanged, type QuietHoursView, type SetQuietHours } from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { Outbox } from '@fieldline/events';
import { Problem } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { QuietHoursRow } from './quiet-hours.entity.js';
import { toQuietHoursChanged } from './quiet-hours.fact.js';
import { chosenHours } from './quiet-hours.setting.js';
import { toQuietHoursView } from './quiet-hours.view.js';

@Injectable()
export class QuietHoursService {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
  ) {}

  get(tenantId: string): Promise<QuietHoursView> {
    return this.database.asTenant(tenantId, async (tx) =>
      toQuietHoursView(await tx.findOneBy(QuietHoursRow, { tenantId })),
    );
  }

  /** @throws invalid_request, stale_version when somebody has set them since the caller looked */
  set(tenantId: string, command: SetQuietHours, by: string): Promise<QuietHoursView> {
    const { preset, from, to, sunday } = chosenHours(command);
    return this.database.asTenant(tenantId, async (tx) => {
      const [set] = await query(
        tx,
        `INSERT INTO quiet_hours AS q (tenant_id, preset, starts, ends, sunday, version)
         SELECT $1, $2, $3, $4, $5::jsonb, 1
          WHERE $6::bigint IS NULL OR $6 = 0 OR EXISTS (SELECT FROM quiet_hours WHERE tenant_id = $1)
         ON CONFLICT (tenant_id) DO UPDATE
           SET preset = excluded.preset, starts = excluded.starts, ends = excluded.ends,
               sunday = excluded.sunday, version = q.version + 1
         WHERE $6::bigint IS NULL OR q.version = $6
         RETURNING 1`,
        [tenantId, preset, from, to, sunday && JSON.stringify(sunday), command.version ?? null],
      );
      if (!set) throw staleVersion();
      const row = await tx.findOneByOrFail(QuietHoursRow, { tenantId });
      await this.outbox.add(tx, QuietHoursChanged, tenantId, toQuietHoursChanged(row, by));
      return toQuietHoursView(row);
    });
  }
}

const staleVersion = (): Problem =>
  new Problem({
    code: 'stale_version',
    status: 409,
    detail: 'Somebody has set other hours since. Look again, then set them.',
  });
