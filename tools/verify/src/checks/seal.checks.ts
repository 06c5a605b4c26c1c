import { daysDigested, firstLink, rootOf, SEALED_TABLES, type SealedTable } from '@fieldline/seal';
import { Overran } from '../could-not-verify.js';
import type { Check, Look } from '../look.js';
import { type Month, monthsOf } from './sealed-months.js';

/** After the end of a day, until its seal is missed. */
const SEALED_WITHIN = '3 hours';

interface Doubt {
  readonly tenantId: string;
  readonly day: string;
  readonly isSealed: boolean;
}

interface Seal {
  readonly tenantId: string;
  readonly table: string;
  readonly day: string;
  readonly rows: string;
  readonly digest: string;
  readonly previousRoot: string;
  readonly root: string;
}

/** What is only ever added to is still what it was when its day was sealed. */
export const sealChecks: readonly Check[] = [
  {
    invariants: {
      'seal.rows': `A sealed day's rows are not those that were sealed: one was changed, taken away or added.`,
      'seal.missing': 'A day that is over has rows and no seal.',
    },
    find: hashAnew,
  },
  {
    invariants: { 'seal.chain': 'A seal is not what follows from the one before it.' },
    async find(look) {
      for (const service of new Set(SEALED_TABLES.map((each) => each.service)))
        await followChains(look, service);
    },
  },
];

/**
 * Month by month, so that a statement's time doesn't limit how large a table may be.
 * @throws Overran naming all that took too long, the rest being looked at
 */
async function hashAnew(look: Look): Promise<void> {
  const overran: string[] = [];
  for (const sealed of SEALED_TABLES)
    for (const month of await monthsOf(look, sealed))
      await look.databases
        .attempt(() => compareDays(look, sealed, month))
        .catch((error: unknown) => {
          if (!(error instanceof Overran)) throw error;
          overran.push(`${sealed.table} of ${month.name} (${error.message})`);
        });
  if (overran.length > 0) throw new Overran(overran.join(', '));
}

/** Postgres hashes a month's rows anew; only those days come back that are not as they were sealed. */
async function compareDays(look: Look, sealed: SealedTable, { from, to }: Month): Promise<void> {
  const { service, table } = sealed;
  const doubts = await look.databases.of(service).rows<Doubt>(
    `SELECT coalesce(s."tenantId", d."tenantId") AS "tenantId", day, s."tenantId" IS NOT NULL AS "isSealed"
       FROM (SELECT tenant_id AS "tenantId", to_char(day, 'YYYY-MM-DD') AS day, digest, row_count
               FROM ${service}.seal WHERE table_name = $3
                AND ($1::timestamptz IS NULL OR day >= ($1 AT TIME ZONE 'UTC')::date)
                AND ($2::timestamptz IS NULL OR day < ($2 AT TIME ZONE 'UTC')::date)) s
       FULL JOIN (${daysDigested(sealed)}) d USING ("tenantId", day)
      WHERE CASE WHEN s."tenantId" IS NULL
              -- A row of a day that can't be yet will never be sealed.
              THEN day IS NULL OR day::date > (now() AT TIME ZONE 'UTC')::date + 1
                OR (day::date + 1)::timestamp AT TIME ZONE 'UTC' + interval '${SEALED_WITHIN}' < now()
              ELSE (s.digest, s.row_count) IS DISTINCT FROM (d.digest, d.rows) END
      ORDER BY 1, 2`,
    [from, to, table],
  );
  for (const { tenantId, day, isSealed } of doubts)
    look.found(isSealed ? 'seal.rows' : 'seal.missing', { tenantId, day, table });
}

/** The chains are read whole, however old, a link after the other. */
async function followChains(look: Look, service: string): Promise<void> {
  const seals = look.databases.of(service).batches<Seal>(
    `SELECT tenant_id AS "tenantId", table_name AS "table", to_char(day, 'YYYY-MM-DD') AS day,
            row_count::text AS rows, digest, previous_root AS "previousRoot", root
       FROM ${service}.seal ORDER BY tenant_id, table_name, day`,
  );
  let last: Seal | undefined;
  for await (const batch of seals)
    for (const seal of batch) {
      if (!follows(seal, last)) {
        const { tenantId, table, day } = seal;
        look.found('seal.chain', { tenantId, day, table });
      }
      last = seal;
    }
}

function follows(seal: Seal, last: Seal | undefined): boolean {
  const { tenantId, table, previousRoot, root, rows } = seal;
  const isFirst = last?.tenantId !== tenantId || last.table !== table;
  const previous = isFirst ? firstLink(tenantId, table) : last.root;
  return previousRoot === previous && root === rootOf({ ...seal, rows: Number(rows) });
}
