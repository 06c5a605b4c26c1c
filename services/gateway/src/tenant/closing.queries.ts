import { Database } from '@fieldline/database';
import { Injectable } from '@nestjs/common';

/** At most so many in a round. */
const BATCH = 10;
/** Longer than winding one up may take. */
const CLAIM = `interval '1 minute'`;

/** Businesses that are to be closed, and closed ones that aren't wound up yet. */
@Injectable()
export class ClosingQueries {
  constructor(private readonly database: Database) {}

  async due(): Promise<string[]> {
    return ids(
      await this.database.query(
        `SELECT tenant_id AS id FROM tenant
          WHERE closes_at <= now() AND released_at IS NULL AND state <> 'closed'
          ORDER BY closes_at LIMIT ${BATCH}`,
      ),
    );
  }

  /** Nobody else takes them for a minute: so long one that failed waits, too. */
  async claimUnreleased(): Promise<string[]> {
    return ids(
      await this.database.query(
        `UPDATE tenant SET release_after = now() + ${CLAIM}
          WHERE tenant_id IN (
            SELECT tenant_id FROM tenant
             WHERE closes_at IS NOT NULL AND released_at IS NULL AND state = 'closed'
               AND coalesce(release_after, '-infinity') <= now()
             ORDER BY closes_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
         RETURNING tenant_id AS id`,
      ),
    );
  }

  async released(tenantId: string): Promise<void> {
    await this.database.query(`UPDATE tenant SET released_at = now() WHERE tenant_id = $1`, [
      tenantId,
    ]);
  }
}

function ids(rows: { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
