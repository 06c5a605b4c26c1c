/** What must never be found, asked of the tables by SQL. */
import type { Orchard } from '../orchard.js';

export type Wrong =
  | 'lost'
  | 'doubled'
  | 'disordered'
  | 'foreign tenant'
  | 'never said'
  | 'unpublished'
  | 'dead letter';

export interface Violation {
  readonly wrong: Wrong;
  readonly group: string;
  readonly count: number;
  readonly example: string;
}

/** Each query answers what is wrong, one row each, against `said`: how far every aggregate has come. */
const SAID = `said AS (SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) AS s (tree_id, tenant_id, steps))`;
const QUERIES = {
  lost: `SELECT s.tree_id, g.step FROM said AS s CROSS JOIN generate_series(0, s.steps - 1) AS g (step)
          WHERE NOT EXISTS (SELECT FROM effect AS e WHERE e.tree_id = s.tree_id AND e.step = g.step)`,
  doubled: `SELECT tree_id, step FROM effect GROUP BY 1, 2 HAVING count(*) > 1`,
  disordered: `SELECT tree_id, step FROM (
                 SELECT *, max(step) OVER (PARTITION BY tree_id ORDER BY id
                                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
                   FROM effect) AS e
                WHERE step < before`,
  'foreign tenant': `SELECT e.tree_id, e.step FROM effect AS e JOIN said AS s USING (tree_id)
                      WHERE e.tenant_id::text <> s.tenant_id`,
  'never said': `SELECT e.tree_id, e.step FROM effect AS e LEFT JOIN said AS s USING (tree_id)
                  WHERE s.tree_id IS NULL OR e.step >= s.steps`,
} as const satisfies Partial<Record<Wrong, string>>;

interface Finding {
  readonly n: number;
  readonly example: string | null;
}

/** @param planted ids of records that rightly are dead letters */
export async function violationsIn(
  said: Orchard,
  hearing: ReadonlyMap<string, Orchard>,
  planted: readonly string[],
): Promise<Violation[]> {
  const { rows: trees } = await said.admin.query<{ t: string[]; o: string[]; s: number[] }>(
    `SELECT array_agg(tree_id) AS t, array_agg(tenant_id::text) AS o, array_agg(steps) AS s FROM tree`,
  );
  const violations: Violation[] = [];
  const look = async (
    group: string,
    wrong: Wrong,
    orchard: Orchard,
    sql: string,
    on: unknown[],
  ) => {
    const { rows } = await orchard.admin.query<Finding>(sql, on);
    const { n = 0, example } = rows[0] ?? {};
    if (n > 0) violations.push({ wrong, group, count: n, example: example ?? '' });
  };
  const truth = [trees[0]?.t, trees[0]?.o, trees[0]?.s];
  for (const [group, orchard] of hearing) {
    for (const [wrong, sql] of Object.entries(QUERIES) as [keyof typeof QUERIES, string][])
      await look(group, wrong, orchard, summed(sql), truth);
    await look(group, 'dead letter', orchard, LETTERS, [planted]);
  }
  await look('relay', 'unpublished', said, `SELECT count(*)::int AS n FROM outbox`, []);
  return violations;
}

function summed(sql: string): string {
  // A query that doesn't look at what was said still gets it: parameters must be typed.
  return `WITH ${SAID}, wrong AS (${sql})
          SELECT count(*)::int AS n, min(tree_id || ' step ' || step) AS example
            FROM wrong WHERE (SELECT count(*) FROM said) >= 0`;
}

/** Letters too many, and planted records that became none. */
const LETTERS = `
  SELECT count(*)::int AS n, min(coalesce(d.event_id, p.id) || ' ' || coalesce(d.error, 'missing')) AS example
    FROM dead_letter AS d FULL JOIN unnest($1::text[]) AS p (id) ON p.id = d.event_id
   WHERE d.event_id IS NULL OR p.id IS NULL`;
