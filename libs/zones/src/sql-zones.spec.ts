import { describe, expect, test } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const sources = globSync('{libs,services,tools}/*/src/**/*.{ts,sql}', { cwd: root }).filter(
  (file) => !file.endsWith('.spec.ts'),
);

/** Each asks Postgres for the clocks of a zone, which are of another release than Node's. */
const FUNCTIONS: readonly (readonly [name: string, argument: number])[] = [
  ['timezone', 0],
  ['date_trunc', 2],
  ['date_add', 2],
  ['date_subtract', 2],
  ['generate_series', 3],
  ['make_timestamptz', 6],
];

/** Where a text asks Postgres for another zone than UTC, as `line: words`. */
function otherZones(text: string): string[] {
  const found = [
    ...text.matchAll(/\bAT\s+TIME\s+ZONE\b(?!\s*'UTC')|\bSET\s[\w\s]*TIME\s?ZONE\b/gi),
  ];
  for (const [name, place] of FUNCTIONS)
    for (const call of text.matchAll(new RegExp(`\\b${name}\\s*\\(`, 'gi'))) {
      const zone = argumentsAt(text, call.index + call[0].length)[place];
      if (zone !== undefined && zone !== `'UTC'`) found.push(call);
    }
  return found.map(({ index, 0: words }) => `${text.slice(0, index).split('\n').length}: ${words}`);
}

/** The arguments of a call whose bracket opened before `from`. */
function argumentsAt(text: string, from: number): string[] {
  const parts = [''];
  for (let at = from, depth = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth < 0) break;
    if (character === ',' && depth === 0) parts.push('');
    else parts.push(parts.pop() + character);
  }
  return parts.map((part) => part.trim());
}

describe('SQL', () => {
  test('knows no zone but UTC', () => {
    expect(sources.length).toBeGreaterThan(300);
    const found = sources.flatMap((file) =>
      otherZones(readFileSync(`${root}/${file}`, 'utf8')).map((where) => `${file}:${where}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    `SELECT starts_at AT TIME ZONE job.time_zone FROM job`,
    `SELECT starts_at at time zone 'America/Vancouver'`,
    'SELECT ($1::timestamp\n AT TIME  ZONE $2)',
    `date_trunc('day', greatest(a, b), $1)`,
    'date_trunc(\'day\', ${of("x, y")}, time_zone)',
    `timezone('Europe/Paris', at)`,
    `generate_series(a, b, interval '1 day', zone)`,
    `date_add(at, interval '1 day', zone)`,
    `SET LOCAL TIME ZONE 'PST8PDT'`,
    `SET timezone = 'PST8PDT'`,
  ])('with another is found: %s', (sql) => {
    expect(otherZones(sql)).toHaveLength(1);
  });

  test.each([
    `SELECT (min(at) AT TIME ZONE 'UTC')::date`,
    `date_trunc('month', greatest(a, b), 'UTC')`,
    `date_trunc('month', \${instant} AT TIME ZONE 'UTC')`,
    `timezone('UTC', at)`,
    `UPDATE job SET time_zone = $1`,
  ])('with none or UTC is let be: %s', (sql) => {
    expect(otherZones(sql)).toEqual([]);
  });
});
