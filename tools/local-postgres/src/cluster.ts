/** A folder of Postgres files and the server on it, by way of initdb and pg_ctl. */
import { appendFile, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.js';
import type { PostgresBinaries } from './binaries.js';
import { HOST_RULES } from './configuration.js';
import { processCommand, run } from './process.js';

const START_SECONDS = 60;
const STOP_SECONDS = 30;
const LOG_LIMIT_BYTES = 10_000_000;
export const SUPERUSER = 'postgres';

export class Cluster {
  readonly dir: string;
  readonly log: string;
  private readonly conf: string;

  static dirIn(dataDir: string): string {
    return join(dataDir, 'cluster');
  }

  private readonly dataDir: string;
  private readonly binaries: PostgresBinaries;
  private readonly account: Account | undefined;

  constructor(dataDir: string, binaries: PostgresBinaries, account: Account | undefined) {
    this.dataDir = dataDir;
    this.binaries = binaries;
    this.account = account;
    this.dir = Cluster.dirIn(dataDir);
    this.log = join(dataDir, 'postgres.log');
    this.conf = join(this.dir, 'local.conf');
  }

  get exists(): boolean {
    return existsSync(this.dir);
  }

  /** Made aside and renamed when whole: an interrupted one never looks like data. */
  async create(passwordFile: string, durable: boolean): Promise<void> {
    const unfinished = `${this.dir}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    const initdb = [
      ['--pgdata', unfinished, '--username', SUPERUSER, '--pwfile', passwordFile],
      ['--auth=scram-sha-256', '--encoding=UTF8', '--data-checksums', '--no-instructions'],
      ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      durable ? [] : ['--no-sync'],
    ].flat();
    const { code, output } = await this.run(this.binaries.initdb, initdb);
    if (code !== 0) throw new Error(`initdb failed in ${this.dataDir}: ${output}`);
    await writeFile(join(unfinished, 'pg_hba.conf'), HOST_RULES);
    await appendFile(join(unfinished, 'postgresql.conf'), "\ninclude 'local.conf'\n");
    await rename(unfinished, this.dir);
  }

  async readConfiguration(): Promise<string> {
    return readFile(this.conf, 'utf8').catch(() => '');
  }

  /** False when another program has the port. */
  async start(configuration: string): Promise<boolean> {
    await writeFile(this.conf, configuration);
    if (this.account) await chown(this.conf, this.account.uid, this.account.gid);
    await this.limitLog();
    const before = await this.logSize();
    const { code, output } = await this.pgCtl('start', '-w', '-t', `${START_SECONDS}`, [
      '-l',
      this.log,
    ]);
    if (code === 0) return true;
    await this.stop('immediate').catch(() => undefined);
    const said = (await readFile(this.log, 'utf8').catch(() => '')).slice(before).trim();
    if (/could not bind|Address already in use/i.test(said)) return false;
    throw new Error(`Postgres didn't start in ${this.dataDir}: ${output}\n${said.slice(-2000)}`);
  }

  /** The server's pid and port, when one runs on these files. */
  async running(): Promise<{ pid: number; port: number } | undefined> {
    const file = join(this.dir, 'postmaster.pid');
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const lines = text.split('\n');
    const pid = Number(lines[0]);
    const command = processCommand(pid);
    if (command !== undefined && !command.includes(this.dir)) {
      // After a crash of the machine the pid may be somebody else's: pg_ctl would signal that one.
      await rm(file, { force: true });
      return undefined;
    }
    const { code } = await this.pgCtl('status');
    return code === 0 ? { pid, port: Number(lines[3]) } : undefined;
  }

  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const { code, output } = await this.pgCtl('stop', '-m', mode, '-w', '-t', `${STOP_SECONDS}`);
    if (code === 0 || !(await this.running())) return;
    if (mode === 'fast') return this.stop('immediate');
    throw new Error(`Postgres in ${this.dataDir} didn't stop: ${output}`);
  }

  private pgCtl(verb: string, ...args: (string | string[])[]) {
    return this.run(this.binaries.pgCtl, [verb, '-D', this.dir, ...args.flat()]);
  }

  private run(program: string, args: string[]) {
    return run(program, args, { cwd: this.dataDir, account: this.account });
  }

  private async logSize(): Promise<number> {
    return (await stat(this.log).catch(() => undefined))?.size ?? 0;
  }

  private async limitLog(): Promise<void> {
    if ((await this.logSize()) > LOG_LIMIT_BYTES) await rm(this.log);
  }
}
