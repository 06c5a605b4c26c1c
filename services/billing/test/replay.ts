import fc from 'fast-check';

/** What a property of the ledger is tried with. By hand: `LEDGER_RUNS`, and of a run that failed its `LEDGER_SEED` and `LEDGER_PATH`. */
export interface Trial {
  /** The name of the test's file, as the command that tries it again has it. */
  readonly file: string;
  readonly runs: number;
}

/** How often a property is tried; `otherwise` when `LEDGER_RUNS` doesn't say. */
export function runsOf(otherwise: number): number {
  return Number(process.env['LEDGER_RUNS'] ?? otherwise);
}

/** @throws Error of the first run that fails, with the command that does the same run again */
export async function tryAll<T extends [unknown, ...unknown[]]>(
  property: fc.IAsyncPropertyWithHooks<T>,
  { file, runs }: Trial,
): Promise<void> {
  const { LEDGER_SEED: seed, LEDGER_PATH: path } = process.env;
  const details = await fc.check(property, {
    numRuns: runs,
    endOnFailure: true,
    ...(seed !== undefined && { seed: Number(seed) }),
    ...(path !== undefined && { path }),
  });
  if (details.failed) throw new Error(reportOf(details, file), { cause: details.errorInstance });
}

/** What went wrong, then how to see it again. */
function reportOf<T>(details: fc.RunDetails<T>, file: string): string {
  const { seed, counterexamplePath, errorInstance } = details;
  const command = `npm test -- --selectProjects service --testPathPatterns billing/test/${file}`;
  return [
    errorInstance instanceof Error ? errorInstance.message : String(errorInstance),
    'Again:',
    `  LEDGER_SEED=${seed} LEDGER_PATH=${counterexamplePath} ${command}`,
  ].join('\n');
}
