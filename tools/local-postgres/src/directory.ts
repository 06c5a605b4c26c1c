import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Account } from './account.js';
import { errorCode, errorMessage } from './errors.js';

const PORT_FILE = 'port';
const OURS = ['cluster', 'cluster.unfinished', 'instance.lock', 'password', PORT_FILE];

/**
 * Makes the data directory and answers its real path. One that holds other files is refused: the
 * directory is about to be closed to others and, for root, handed to another user.
 */
export async function openDirectory(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const path = await realpath(dataDir);
    const entries = await readdir(path);
    if (entries.length > 0 && !entries.some((entry) => OURS.includes(entry))) {
      throw new Error('it holds files that are not a database');
    }
    return path;
  } catch (error) {
    throw new Error(
      `The data directory ${dataDir} can't be made or opened: ${errorMessage(error)}. ` +
        'Check who owns it and its parents, or choose another.',
      { cause: error },
    );
  }
}

/** Hands the directory to the account that Postgres runs as. */
export async function giveDirectory(dataDir: string, account: Account | undefined): Promise<void> {
  try {
    if (account) await chown(dataDir, account.uid, account.gid);
    await chmod(dataDir, 0o700);
  } catch (error) {
    throw new Error(
      `The data directory ${dataDir} belongs to another user: ${errorMessage(error)}.`,
      { cause: error },
    );
  }
}

/** The superuser's password: random, made once, in a file only its owner reads. */
export async function readPassword(
  dataDir: string,
  { account, clusterExists }: { account: Account | undefined; clusterExists: boolean },
): Promise<{ file: string; password: string }> {
  const file = join(dataDir, 'password');
  const known = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!known?.trim() && clusterExists) {
    throw new Error(
      `The data directory ${dataDir} has lost its file "password", without which nobody gets ` +
        'in. Put it back, or remove the directory to begin anew.',
    );
  }
  const password = known?.trim() || randomBytes(24).toString('hex');
  if (!known?.trim()) await writeFile(file, password, { mode: 0o600 });
  // An earlier start that didn't get as far as initdb may have been another account's.
  if (account) await chown(file, account.uid, account.gid);
  return { file, password };
}

/** The port of the last start, 0 when there was none. */
export async function readPort(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, PORT_FILE), 'utf8').catch(() => '');
  const port = Number(text);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0;
}

export async function rememberPort(dataDir: string, port: number): Promise<void> {
  await writeFile(join(dataDir, PORT_FILE), `${port}\n`);
}
