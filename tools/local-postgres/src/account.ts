import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Who Postgres runs as, since initdb and postgres refuse root. */
export interface Account {
  name: string;
  /** The owner that the data has, and who the programs are started as. */
  uid: number;
  gid: number;
  /** What precedes each program on its command line. */
  wrapper: string[];
}

const CANDIDATES = ['postgres', 'nobody'];

/**
 * The account to run Postgres with, or undefined when this process is an ordinary user already: one
 * that enters the folders and runs the programs that are needed. Data that exists keeps its owner,
 * so that a machine gaining a `postgres` user changes nothing.
 */
export function chooseAccount(clusterDir: string, needed: string[]): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts(readFileSync('/etc/passwd', 'utf8'));
  const owner = existsSync(clusterDir) ? statSync(clusterDir) : undefined;
  if (owner && owner.uid !== 0) {
    const { uid, gid } = owner;
    const known = accounts.find((account) => account.uid === uid);
    return firstAble([known ?? { name: `uid ${uid}`, uid, gid, wrapper: [] }], needed);
  }
  const ordinary = ordinaryAccount(accounts);
  if (!owner) return firstAble([ordinary, inNamespace(ordinary)], needed);
  const handOver = ` Or hand the data over: chown -R ${ordinary.name} ${dirname(clusterDir)}`;
  return firstAble([inNamespace(ordinary)], needed, handOver);
}

function ordinaryAccount(accounts: Account[]): Account {
  for (const name of CANDIDATES) {
    const account = accounts.find((candidate) => candidate.name === name && candidate.uid !== 0);
    if (account) return account;
  }
  throw new Error(
    "Postgres doesn't run as root, and this machine has neither a `postgres` nor a `nobody` user. " +
      'Start this as an ordinary user.',
  );
}

/**
 * Root without its powers, seen as the ordinary account by the programs and on root's files. It
 * enters the folders that only root can.
 */
function inNamespace({ uid, gid }: Account): Account {
  return {
    name: 'root in a user namespace',
    uid: 0,
    gid: 0,
    wrapper: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--'],
  };
}

export function readAccounts(passwd: string): Account[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name, , uid, gid]) => ({
      name: name!,
      uid: Number(uid),
      gid: Number(gid),
      wrapper: [],
    }));
}

function firstAble(accounts: Account[], needed: string[], cure = ''): Account {
  const obstacles: string[] = [];
  for (const account of accounts) {
    const found = obstacle(account, needed);
    if (found === undefined) return account;
    obstacles.push(found);
  }
  throw new Error(
    `Postgres doesn't run as root, and ${obstacles.join('; ')}. Move the project or its data out ` +
      'of there, run this as an ordinary user, or open the folder to others (chmod o+x).' +
      cure,
  );
}

/** What keeps the account from entering the folders and running the programs on these paths. */
function obstacle({ name, uid, gid, wrapper }: Account, paths: string[]): string | undefined {
  // The kernel is asked, as that user: mode bits alone would miss access lists.
  const script = 'for p in "$@"; do test -x "$p" || { printf %s "$p"; exit 1; }; done';
  const steps = [...new Set(paths.flatMap(ancestors))];
  const [shell, ...args] = [...wrapper, '/bin/sh', '-c', script, 'sh', ...steps];
  const env = { PATH: process.env.PATH };
  const options = { uid, gid, env, cwd: '/', encoding: 'utf8' } as const;
  const { status, stdout, stderr, error } = spawnSync(shell!, args, options);
  if (status === 0) return undefined;
  const who = wrapper.length === 0 ? `the user ${name}` : name;
  if (stdout) return `${who} can't enter ${stdout}`;
  return `${who} can't be used (${error?.message ?? stderr.trim()})`;
}

/** `/a/b` → `/`, `/a`, `/a/b` */
function ancestors(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [...ancestors(parent), path];
}
