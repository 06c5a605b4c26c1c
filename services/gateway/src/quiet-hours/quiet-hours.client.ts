import type { Principal, QuietHoursView, SetQuietHours } from '@fieldline/contracts';
import { path } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ProjectionWait } from '../upstream/projection-wait.js';
import { Compliance, Messaging } from '../upstream/services.js';

@Injectable()
export class QuietHoursClient {
  constructor(
    private readonly compliance: Compliance,
    private readonly messaging: Messaging,
    private readonly projections: ProjectionWait,
  ) {}

  get(caller: Principal): Promise<QuietHoursView> {
    return this.compliance.get('/quiet-hours', caller);
  }

  /** Answers once texts go by them; `pending` when that takes longer than two seconds. */
  async set(
    caller: Principal,
    tenantId: string,
    command: SetQuietHours,
  ): Promise<{ hours: QuietHoursView; pending: boolean }> {
    const hours = await this.compliance.put<QuietHoursView>('/quiet-hours', caller, command);
    const place = path`/projections/quiet-hours/${tenantId}`;
    const current = await this.projections.reaches(this.messaging, place, caller, hours.version);
    return { hours, pending: !current };
  }
}
