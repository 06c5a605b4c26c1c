/** One Java process with a broker in it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { isServing } from './handshake.js';
import { inUse, noteBroker } from './incumbent.js';
import { loggingProperties, type Ports, serverProperties } from './properties.js';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** Quick to start rather than quick at full load: no optimising compiler, the simplest collector. */
const JAVA_OPTIONS = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'];

export interface BrokerOptions {
  javaOptions?: string[];
  onSpawn?: (pid: number) => void;
}

export class Broker {
  private child: ChildProcess | undefined;
  private logStart = 0;
  private readonly java: string;
  private readonly classPath: string[];
  private readonly dataDir: string;
  private readonly options: BrokerOptions;

  constructor(java: string, classPath: string[], dataDir: string, options: BrokerOptions) {
    this.java = java;
    this.classPath = classPath;
    this.dataDir = dataDir;
    this.options = options;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && !this.child.signalCode;
  }

  private async prepare(ports: Ports): Promise<void> {
    const storage = this.file('storage');
    await mkdir(this.dataDir, { recursive: true });
    await writeFile(this.file('server.properties'), serverProperties(ports, storage));
    await writeFile(this.file('log4j2.properties'), loggingProperties());
    this.logStart = (await this.log()).length;
    if (await stat(join(storage, 'meta.properties')).catch(() => undefined)) return;
    await rm(storage, { recursive: true, force: true });
    const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
    const format = ['format', '--cluster-id', id, '--config', this.file('server.properties')];
    const child = await this.run('kafka.tools.StorageTool', format);
    if (child.exitCode === null && !child.signalCode) await once(child, 'exit');
    if (child.exitCode !== 0) throw new Error(`Kafka's storage wasn't made: ${await this.said()}`);
  }

  /** Resolves once clients are served; on failure nothing keeps running. */
  async start(ports: Ports): Promise<void> {
    await this.prepare(ports);
    this.child = await this.run('kafka.Kafka', [this.file('server.properties')]);
    const { pid = 0 } = this.child;
    this.options.onSpawn?.(pid);
    await noteBroker(this.dataDir, pid);
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await this.isReady(ports.broker))) {
      await this.failIfLocked();
      if (!this.isRunning) throw new Error(`Kafka ended during its start. ${await this.said()}`);
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`Kafka didn't serve within ${START_TIMEOUT_MS} ms. ${await this.said()}`);
      }
      await sleep(25);
    }
  }

  /** An orderly end; a broker that doesn't get there in time is killed. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    // A paused process takes its signals only once it goes on.
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const timer = setTimeout(() => this.signal('SIGKILL'), STOP_TIMEOUT_MS);
    await this.ended();
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    if (!this.isRunning) return;
    this.signal('SIGKILL');
    await this.ended();
  }

  signal(signal: NodeJS.Signals): void {
    if (this.isRunning) this.child!.kill(signal);
  }

  /** What serves on the port may be another broker, which had it first: ours says so itself. */
  private async isReady(port: number): Promise<boolean> {
    if (!(await isServing(port))) return false;
    return (await this.log()).slice(this.logStart).includes('Kafka Server started');
  }

  private async ended(): Promise<void> {
    if (this.isRunning) await once(this.child!, 'exit');
  }

  private async run(mainClass: string, args: string[]): Promise<ChildProcess> {
    const logging = [
      `-Dlog4j2.configurationFile=${this.file('log4j2.properties')}`,
      `-Dkafka.log.file=${this.file('kafka.log')}`,
    ];
    const options = [...JAVA_OPTIONS, ...(this.options.javaOptions ?? []), ...logging];
    const out = await open(this.file('kafka.out'), 'w');
    try {
      // In a session of its own: Ctrl-C at the terminal is the starter's to handle.
      const child = spawn(
        this.java,
        [...options, '-cp', this.classPath.join(delimiter), mainClass, ...args],
        { cwd: this.dataDir, detached: true, windowsHide: true, stdio: ['ignore', out.fd, out.fd] },
      );
      await once(child, 'spawn');
      return child;
    } finally {
      await out.close();
    }
  }

  private log(): Promise<string> {
    return readFile(this.file('kafka.log'), 'utf8').catch(() => '');
  }

  private file(name: string): string {
    return join(this.dataDir, name);
  }

  /**
   * Where there was no note of it: Kafka logs that another process has its data, but may not get as far as
   * ending then.
   */
  private async failIfLocked(): Promise<void> {
    if (!(await this.log()).slice(this.logStart).includes('Failed to acquire lock')) return;
    await this.kill();
    throw inUse(this.dataDir);
  }

  /** The first fault and the end of what it printed and logged. */
  private async said(): Promise<string> {
    const out = await readFile(this.file('kafka.out'), 'utf8').catch(() => '');
    const text = `${(await this.log()).slice(this.logStart)}\n${out}`.trim();
    const [fault = ''] = /^.*(?:Exception|Error): .*$/m.exec(text) ?? [];
    return `${fault}\n${this.file('kafka.log')} ends: ${text.slice(-3000)}`;
  }
}
