import type { VisitsView } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Job } from '../job/job.entity.js';
import { toJobView } from '../job/job.view.js';
import { findVisits } from './visit.queries.js';

@Injectable()
export class VisitService {
  constructor(private readonly database: Database) {}

  /** The next and the last visit of each contact, in their order; of an unknown one there are none. */
  around(tenantId: string, contactIds: readonly string[]): Promise<VisitsView[]> {
    return this.database.asTenant(tenantId, async (tx) => {
      const visits = await findVisits(tx, tenantId, contactIds);
      const ids = visits.flatMap(({ next, last }) => [next ?? [], last ?? []].flat());
      const jobs = await tx.findBy(Job, { tenantId, id: In(ids) });
      const views = new Map(jobs.map((job) => [job.id, toJobView(job)]));
      return visits.map(({ contactId, next, last }) => ({
        contactId,
        next: (next !== null && views.get(next)) || null,
        last: (last !== null && views.get(last)) || null,
      }));
    });
  }
}
