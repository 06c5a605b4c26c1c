import { setTimeout as sleep } from 'node:timers/promises';
import { CHECKS } from './checks/all-checks.js';
import { CouldNotVerify, NotChecked } from './could-not-verify.js';
import { Databases } from './databases.js';
import { type Check, Look } from './look.js';
import { DEFAULTS, type Installation } from './options.js';
import type { Violation } from './violation.js';

/** How one invariant fared. */
export interface Outcome extends Violation {
  /** Of the checks that look at it; a check may look at several. */
  readonly ms: number;
  /** Why it wasn't looked at. */
  readonly notChecked: string | undefined;
}

/**
 * What is wrong with an installation; empty when all is well.
 * @throws CouldNotVerify when it can't be looked at
 */
export async function verifyInstallation(installation: Installation): Promise<Violation[]> {
  const outcomes = await inspectInstallation(installation);
  return outcomes
    .filter(({ count }) => count > 0)
    .map(({ name, says, count, examples }) => ({ name, says, count, examples }));
}

/**
 * Every invariant, and how it fared. While the installation is running, what is found is looked for
 * again after a pause: a fact that was on its way has arrived by then.
 * @throws CouldNotVerify when it can't be looked at
 */
export async function inspectInstallation(installation: Installation): Promise<Outcome[]> {
  const outcomes = await lookAt(installation, CHECKS);
  const doubtful = outcomes.filter(({ count }) => count > 0).map(({ name }) => name);
  if (installation.atRest || doubtful.length === 0) return outcomes;
  await sleep(installation.secondLookAfterMs ?? DEFAULTS.secondLookAfterMs);
  const again = await lookAt(
    installation,
    CHECKS.filter(({ invariants }) => doubtful.some((name) => name in invariants)),
  );
  const second = new Map(again.map((outcome) => [outcome.name, outcome]));
  return outcomes.map((outcome) =>
    outcome.count === 0 ? outcome : (second.get(outcome.name) ?? outcome),
  );
}

async function lookAt(installation: Installation, checks: readonly Check[]): Promise<Outcome[]> {
  const { databaseUrls, simulatorUrl, tenantIds } = installation;
  const options = { ...DEFAULTS, ...installation };
  const databases = await Databases.open(databaseUrls, options.statementTimeoutMs);
  try {
    const graceMs = options.atRest ? 0 : options.graceMs;
    const { examples } = options;
    const look = new Look({ databases, simulatorUrl, graceMs, tenantIds, examples });
    const outcomes = new Map<string, Outcome>();
    for (const check of checks) {
      const { ms, notChecked } = await timed(check, look);
      for (const [name, says] of Object.entries(check.invariants)) {
        const before = outcomes.get(name)?.ms ?? 0;
        outcomes.set(name, { name, says, ...look.findings.of(name), ms: before + ms, notChecked });
      }
    }
    return [...outcomes.values()];
  } finally {
    await databases.close();
  }
}

async function timed(
  check: Check,
  look: Look,
): Promise<{ ms: number; notChecked: string | undefined }> {
  const started = performance.now();
  let notChecked: string | undefined;
  try {
    await check.find(look);
  } catch (error) {
    if (!(error instanceof NotChecked)) throw couldNot(check, error);
    notChecked = error.message;
  }
  return { ms: performance.now() - started, notChecked };
}

function couldNot(check: Check, error: unknown): CouldNotVerify {
  if (error instanceof CouldNotVerify) return error;
  const names = Object.keys(check.invariants).join(', ');
  const reason = error instanceof Error ? error.message : String(error);
  const hint = reason.includes('row-level security')
    ? '; the role must be one with BYPASSRLS, see the README'
    : '';
  return new CouldNotVerify(`${names}: ${reason}${hint}`, { cause: error });
}
