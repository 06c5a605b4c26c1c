import {
  type ProjectionView,
  REGISTRATION_DUE,
  type RegistrationPath,
  type RegistrationState,
  type RegistrationSummary,
} from '@fieldline/contracts';
import { Database, query } from '@fieldline/database';
import { Injectable } from '@nestjs/common';
import { isPlatform } from '../tenant/platform.js';

/** What the gateway knows of a business's registration, from compliance's facts. */
export interface KnownRegistration {
  readonly path: RegistrationPath | null;
  readonly state: RegistrationState;
  readonly submitted: boolean;
  readonly approved: boolean;
  /** When it came to this state. */
  readonly since: Date | null;
}

interface Row extends KnownRegistration {
  readonly isActivated: boolean;
  readonly version: number;
}

const UNKNOWN = { path: null, state: 'not_started' } as const;

@Injectable()
export class RegistrationService {
  constructor(private readonly database: Database) {}

  /** What every sign-in is told: whether the form is due. Operators have no business of their own. */
  async summaryOf(tenantId: string | null): Promise<RegistrationSummary> {
    const row = tenantId === null || isPlatform(tenantId) ? undefined : await this.read(tenantId);
    if (!row) return { ...UNKNOWN, required: false };
    const { path, state, isActivated } = row;
    return { required: isActivated && REGISTRATION_DUE.has(state), state, path };
  }

  async find(tenantId: string): Promise<KnownRegistration | undefined> {
    return this.read(tenantId);
  }

  /** How far this copy has come, as the services answer about theirs. */
  async get<T = ProjectionView>(tenantId: string): Promise<T> {
    const row = await this.read(tenantId);
    return { version: row?.version ?? 0 } as T;
  }

  private async read(tenantId: string): Promise<Row | undefined> {
    const [row] = await this.database.asTenant(tenantId, (tx) =>
      query<Row>(
        tx,
        `SELECT t.phone_number IS NOT NULL AS "isActivated", r.path, coalesce(r.state, 'not_started') AS state,
                coalesce(r.submitted, false) AS submitted, coalesce(r.approved, false) AS approved,
                r.changed_at AS since, coalesce(r.version, 0) AS version
           FROM tenant t LEFT JOIN registration_copy r ON r.tenant_id = t.tenant_id
          WHERE t.tenant_id = $1`,
        [tenantId],
      ),
    );
    return row;
  }
}
