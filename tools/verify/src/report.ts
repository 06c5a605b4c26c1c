import type { Outcome } from './verify-installation.js';

const NAME_WIDTH = 28;

/** A line for each invariant; what is wrong says so and names its first rows. */
export function toLines(outcomes: readonly Outcome[]): string[] {
  return [...outcomes.flatMap(linesOf), '', summaryOf(outcomes)];
}

function linesOf({ name, says, count, examples, ms, notChecked }: Outcome): string[] {
  const padded = name.padEnd(NAME_WIDTH);
  if (notChecked !== undefined && count === 0)
    return [`  ?    ${padded} not checked: ${notChecked}`];
  const verdict = count > 0 ? 'WRONG' : 'ok   ';
  const line = `${verdict}  ${padded} ${String(count).padStart(7)} ${String(Math.round(ms)).padStart(7)} ms`;
  if (count === 0) return [line];
  const rows = examples.map(
    (ids) =>
      `         ${Object.entries(ids)
        .filter(([, id]) => id !== null)
        .map(([id, value]) => `${id} ${value}`)
        .join('  ')}`,
  );
  return [`${line}  ${says}`, ...rows];
}

function summaryOf(outcomes: readonly Outcome[]): string {
  const wrong = outcomes.filter(({ count }) => count > 0).length;
  const skipped = outcomes.filter(({ notChecked }) => notChecked !== undefined).length;
  const rest = skipped > 0 ? `, ${skipped} not checked` : '';
  return wrong === 0
    ? `All ${outcomes.length - skipped} invariants hold${rest}.`
    : `${wrong} of ${outcomes.length} invariants don't hold${rest}.`;
}

/** For programs: every invariant, and how it fared. */
export function toJson(outcomes: readonly Outcome[], atRest: boolean): string {
  const holds = outcomes.every(({ count }) => count === 0);
  const checks = outcomes.map((outcome) => ({ ...outcome, ms: Math.round(outcome.ms) }));
  const document = { checkedAt: new Date().toISOString(), atRest, holds, checks };
  return `${JSON.stringify(document, null, 2)}\n`;
}
