import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The ordinary OS user that Postgres runs as, since initdb and postgres refuse root. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/**
 * The account to run Postgres with, or undefined when this process is an ordinary user already.
 * Data that exists keeps its owner, so that a machine gaining a `postgres` user changes nothing.
 */
export function chooseAccount(clusterDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts(readFileSync('/etc/passwd', 'utf8'));
  if (existsSync(clusterDir)) {
    const { uid, gid } = statSync(clusterDir);
    if (uid !== 0) {
      return accounts.find((account) => account.uid === uid) ?? { name: `uid ${uid}`, uid, gid };
    }
  }
  for (const name of CANDIDATES) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account) return account;
  }
  throw new Error(
    "Postgres doesn't run as root, and this machine has neither a `postgres` nor a `nobody` user. " +
      'Start this as an ordinary user.',
  );
}

export function readAccounts(passwd: string): Account[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({ name: name!, uid: Number(uid), gid: Number(gid) }));
}

/** Throws naming the first folder or file that the account can't enter or run, and the cure. */
export function checkReachable(account: Account, paths: string[]): void {
  // The kernel is asked, as that user: mode bits alone would miss access lists.
  const script = 'for p in "$@"; do test -x "$p" || { printf %s "$p"; exit 1; }; done';
  const steps = [...new Set(paths.flatMap(ancestors))];
  const { uid, gid } = account;
  const check = spawnSync('/bin/sh', ['-c', script, 'sh', ...steps], { uid, gid, cwd: '/' });
  if (check.status === 0) return;
  throw new Error(
    `Postgres doesn't run as root, so it runs as the user ${account.name}, who can't enter ` +
      `${check.stdout.toString()}. Move the project or its data out of there, run this as an ` +
      'ordinary user, or open the folder to others (chmod o+x).',
  );
}

/** `/a/b` → `/`, `/a`, `/a/b` */
function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}
