import { setTimeout as sleep } from 'node:timers/promises';
import { CHECKS } from './checks/all-checks.js';
import { CouldNotVerify, NotChecked, Overran } from './could-not-verify.js';
import { Databases } from './databases.js';
import { type Check, Look } from './look.js';
import { DEFAULTS, type Installation } from './options.js';
import { SERVICES } from './services.js';
import type { Violation } from './violation.js';

/** How one invariant fared. */
export interface Outcome extends Violation {
  /** Of the checks that look at it; a check may look at several. */
  readonly ms: number;
  /** Why it wasn't looked at. */
  readonly notChecked: string | undefined;
  /** It wasn't because it took too long: it should have been. */
  readonly overran: boolean;
}

/**
 * What is wrong with an installation; empty when all is well.
 * @throws CouldNotVerify when it can't be looked at
 */
export async function verifyInstallation(installation: Installation): Promise<Violation[]> {
  const outcomes = await inspectInstallation(installation);
  const unfinished = outcomes.filter(({ overran, count }) => overran && count === 0);
  if (unfinished.length > 0)
    throw new CouldNotVerify(
      unfinished.map(({ name, notChecked }) => `${name}: ${notChecked}`).join('; '),
    );
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
  const { only = CHECKS.flatMap(namesOf) } = installation;
  const first = await lookAt(installation, checksOf(only));
  const outcomes = first.filter(({ name }) => only.includes(name));
  const doubtful = outcomes.filter(({ count }) => count > 0).map(({ name }) => name);
  if (installation.atRest || doubtful.length === 0) return outcomes;
  await sleep(installation.secondLookAfterMs ?? DEFAULTS.secondLookAfterMs);
  const again = await lookAt(installation, checksOf(doubtful));
  const second = new Map(again.map((outcome) => [outcome.name, outcome]));
  return outcomes.map((outcome) => {
    if (outcome.count === 0) return outcome;
    const later = second.get(outcome.name);
    // What a second look didn't come to is not mended.
    return later && (later.count > 0 || later.notChecked === undefined) ? later : outcome;
  });
}

function checksOf(names: readonly string[]): Check[] {
  return CHECKS.filter((check) => namesOf(check).some((name) => names.includes(name)));
}

function namesOf({ invariants }: Check): string[] {
  return Object.keys(invariants);
}

async function lookAt(installation: Installation, checks: readonly Check[]): Promise<Outcome[]> {
  const { databaseUrls, simulatorUrl, tenantIds, only } = installation;
  const options = { ...DEFAULTS, ...installation };
  const needed = only ? [] : SERVICES;
  const databases = await Databases.open(databaseUrls, options.statementTimeoutMs, needed);
  try {
    const graceMs = options.atRest ? 0 : options.graceMs;
    const { examples, unknownVoidAfterMs, recentMs, sealedMs } = options;
    const how = { graceMs, tenantIds, examples, unknownVoidAfterMs, recentMs, sealedMs };
    const look = new Look({ databases, simulatorUrl, ...how });
    const outcomes = new Map<string, Outcome>();
    for (const check of checks) {
      const made = await make(check, look);
      for (const [name, says] of Object.entries(check.invariants))
        outcomes.set(name, joined({ name, says, ...look.findings.of(name), ...made }, outcomes));
    }
    return [...outcomes.values()];
  } finally {
    await databases.close();
  }
}

/** Several checks may look at one invariant: it was looked at when all of them were made. */
function joined(outcome: Outcome, before: ReadonlyMap<string, Outcome>): Outcome {
  const { ms = 0, notChecked, overran = false } = before.get(outcome.name) ?? {};
  return {
    ...outcome,
    ms: outcome.ms + ms,
    notChecked: notChecked ?? outcome.notChecked,
    overran: outcome.overran || overran,
  };
}

async function make(
  check: Check,
  look: Look,
): Promise<Pick<Outcome, 'ms' | 'notChecked' | 'overran'>> {
  const started = performance.now();
  let notChecked: string | undefined;
  let overran = false;
  try {
    await look.databases.attempt(() => check.find(look));
  } catch (error) {
    overran = error instanceof Overran;
    if (!overran && !(error instanceof NotChecked)) throw couldNot(check, error);
    notChecked = (error as Error).message;
  }
  return { ms: performance.now() - started, notChecked, overran };
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
