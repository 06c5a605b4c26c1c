import type { Databases } from './databases.js';
import { Findings, type Ids } from './violation.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** What a check may find, and how it looks. */
export interface Check {
  /** Names of its invariants, each with a sentence that says what is wrong. */
  readonly invariants: Readonly<Record<string, string>>;
  /** @throws NotChecked where it can't be made */
  find(look: Look): Promise<void>;
}

export interface LookOptions {
  readonly databases: Databases;
  readonly simulatorUrl: string | undefined;
  readonly graceMs: number;
  readonly unknownVoidAfterMs: number;
  readonly recentMs?: number;
  readonly sealedMs?: number;
  readonly tenantIds: readonly string[] | undefined;
  readonly examples: number;
}

/** One look at an installation, as it is in one moment. */
export class Look {
  readonly databases: Databases;
  readonly simulatorUrl: string | undefined;
  /** What is older has settled; everything has, when nothing is under way. */
  readonly settledBefore: Date | 'infinity';
  readonly unknownVoidAfterMs: number;
  /** Messages that are older are left alone. */
  readonly since: Date | undefined;
  /** Sealed days that began before this are known by their chain alone. */
  readonly sealsSince: Date | undefined;
  readonly findings: Findings;
  private readonly tenantIds: ReadonlySet<string> | undefined;

  constructor(private readonly options: LookOptions) {
    const { databases, simulatorUrl, graceMs, recentMs, tenantIds, examples } = options;
    this.databases = databases;
    this.simulatorUrl = simulatorUrl;
    this.unknownVoidAfterMs = options.unknownVoidAfterMs;
    this.since = recentMs === undefined ? undefined : new Date(Date.now() - recentMs);
    this.sealsSince = options.sealedMs === undefined ? undefined : wholeDays(options.sealedMs);
    this.settledBefore = graceMs === 0 ? 'infinity' : new Date(Date.now() - graceMs);
    this.tenantIds = tenantIds && new Set(tenantIds);
    this.findings = new Findings(examples);
  }

  hasSettled(at: Date): boolean {
    return this.settledBefore === 'infinity' || at < this.settledBefore;
  }

  found(name: string, ids: Ids): void {
    const { tenantId = null } = ids;
    if (this.tenantIds && tenantId !== null && !this.tenantIds.has(tenantId)) return;
    this.findings.add(name, ids);
  }

  /**
   * Every row of `sql` is a violation. It has "tenantId" and ids; what is older than $1 has settled,
   * messages older than $4 are left alone.
   * Postgres counts them, a few come back: the same ones each time, while nothing changes.
   */
  async foundBy(name: string, schema: string, sql: string): Promise<void> {
    const { tenantIds = null, examples } = this.options;
    const rows = await this.databases.of(schema).rows<Record<string, string | null>>(
      `SELECT count(*) OVER () AS found, v.* FROM (${sql}) AS v
        WHERE $1::timestamptz IS NOT NULL AND $4::timestamptz IS NOT NULL
          AND ($2::text[] IS NULL OR v."tenantId" IS NULL OR v."tenantId"::text = ANY ($2))
        ORDER BY v LIMIT $3`,
      [this.settledBefore, tenantIds, examples, this.since ?? '-infinity'],
    );
    const [first] = rows;
    if (!first) return;
    this.findings.addAll(
      name,
      Number(first['found']),
      rows.map(({ found: _, ...ids }) => ids),
    );
  }
}

/** Since so long ago, and since the beginning of a day in UTC. */
function wholeDays(ms: number): Date {
  return new Date(Math.floor((Date.now() - ms) / DAY_MS) * DAY_MS);
}
