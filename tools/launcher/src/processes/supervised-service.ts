import { setTimeout as sleep } from 'node:timers/promises';
import { type Program, ServiceProcess } from './service-process.js';

export interface SupervisorOptions {
  readonly replicas: number;
  /** Whether the processes share their port, so that a new one can come before the old one goes. */
  readonly sharesPort: boolean;
  say(message: string): void;
  /** It died too often in a row, and is not started again. */
  onGivenUp(error: Error): void;
  /** For tests: what the pauses are multiplied by. */
  readonly pace?: number;
}

/** How long one that is restarted may take for what is under way. */
const GRACE_MS = 30_000;
/** In a row. One that served for a minute begins anew. */
export const TRIES = 5;
const STEADY_MS = 60_000;
const PAUSE_MIN_MS = 500;
const PAUSE_MAX_MS = 8_000;

/** Keeps the processes of one service running: one that dies is started again, until it dies too often. */
export class SupervisedService {
  /** From their start to their end. */
  private readonly running = new Set<ServiceProcess>();
  /** Told to go: their end is no death. */
  private readonly leaving = new WeakSet<ServiceProcess>();
  private readonly stopping = new AbortController();
  private failures = 0;

  constructor(
    private readonly program: Program,
    private readonly options: SupervisorOptions,
  ) {}

  get name(): string {
    return this.program.name;
  }

  /** Of those that serve. */
  get pids(): number[] {
    return [...this.running].filter(({ isServing }) => isServing).map(({ pid }) => pid);
  }

  /** @throws Error when one doesn't come up: at the first start that is a fault to mend, not one to wait out */
  async start(): Promise<void> {
    for (let replica = 0; replica < this.options.replicas; replica++) {
      const process = await this.begin();
      void this.keep(process);
    }
  }

  /**
   * Replaces its processes, one after the other: the new one serves before the old one goes, where they share
   * the port.
   * @throws Error when the new one doesn't come up; where they share the port the old one goes on then
   */
  async roll(): Promise<void> {
    for (const old of [...this.running].filter(({ isServing }) => isServing)) {
      this.options.say(`Restarting ${this.name}, process ${old.pid}`);
      if (!this.options.sharesPort) await this.release(old);
      const process = await this.begin();
      void this.keep(process);
      this.options.say(`${this.name} runs as process ${process.pid}`);
      if (this.options.sharesPort) await this.release(old);
    }
  }

  /** @returns whether each process finished within the time, and well */
  async stop(withinMs: number): Promise<boolean> {
    this.stopping.abort();
    const all = [...this.running].map((process) => this.release(process, withinMs));
    return (await Promise.all(all)).every(Boolean);
  }

  private async begin(): Promise<ServiceProcess> {
    const process = new ServiceProcess(this.program);
    this.running.add(process);
    try {
      await process.ready();
      return process;
    } catch (error) {
      this.running.delete(process);
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.name} did not start: ${why}`, { cause: error });
    }
  }

  private async release(process: ServiceProcess, withinMs = GRACE_MS): Promise<boolean> {
    this.leaving.add(process);
    const ending = await process.end(withinMs);
    this.running.delete(process);
    if (process.endedWell) return true;
    this.options.say(`${this.name}, process ${process.pid}, did not end well: ${ending}`);
    return false;
  }

  /** One replica, through as many processes as it takes. */
  private async keep(first: ServiceProcess): Promise<void> {
    let process: ServiceProcess | undefined = first;
    while (process) {
      const since = Date.now();
      const ending = await process.ended;
      if (this.leaving.has(process)) return;
      this.running.delete(process);
      if (Date.now() - since > STEADY_MS) this.failures = 0;
      const what = `${this.name}, process ${process.pid},`;
      if (process.endedWell) {
        this.options.say(`${what} was stopped: starting it again`);
        process = await this.revive();
      } else process = await this.reviveAfter(`${what} died: ${ending}`);
    }
  }

  private async reviveAfter(fault: string): Promise<ServiceProcess | undefined> {
    this.failures += 1;
    if (this.failures > TRIES) {
      this.options.onGivenUp(new Error(`${fault}. It died ${this.failures} times in a row.`));
      return undefined;
    }
    const pauseMs = Math.min(PAUSE_MIN_MS * 2 ** (this.failures - 1), PAUSE_MAX_MS);
    this.options.say(
      `${fault}. Starting it again in ${pauseMs} ms, try ${this.failures} of ${TRIES}`,
    );
    const { signal } = this.stopping;
    await sleep(pauseMs * (this.options.pace ?? 1), undefined, { signal }).catch(() => undefined);
    return this.revive();
  }

  private async revive(): Promise<ServiceProcess | undefined> {
    if (this.stopping.signal.aborted) return undefined;
    try {
      return await this.begin();
    } catch (error) {
      if (this.stopping.signal.aborted) return undefined;
      return this.reviveAfter(error instanceof Error ? error.message : String(error));
    }
  }
}
