import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

/** What a process runs, and all that it knows of the outside. */
export interface Program {
  readonly name: string;
  /** Path of its main file. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string>>;
}

const READY_WITHIN_MS = 60_000;

/** Of our own environment a service gets what Node itself and telemetry need; its settings it gets from us. */
const PASSED_ON = ['PATH', 'TMPDIR', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'NODE_COMPILE_CACHE'];

/** One process of a service, from its start to its end. */
export class ServiceProcess {
  /** Says how it ended: `exit code 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private serves = false;

  constructor(program: Program) {
    // In a session of its own: Ctrl-C at the terminal is the launcher's, which ends them in order.
    this.child = fork(program.main, [], {
      detached: true,
      execArgv: ['--import', import.meta.resolve('@fieldline/telemetry/register')],
      env: {
        ...inherited(),
        OTEL_SERVICE_NAME: `fieldline-${program.name}`,
        ...program.environment,
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** It has said that it is ready. */
  get isServing(): boolean {
    return this.serves;
  }

  /** It ended by itself, and had nothing to complain about. */
  get endedWell(): boolean {
    return this.child.exitCode === 0;
  }

  /**
   * Resolves once it serves.
   * @throws Error when it ends before, or isn't ready within a minute; then it is killed
   */
  async ready(): Promise<void> {
    const late = AbortSignal.timeout(READY_WITHIN_MS);
    const said = once(this.child, 'message', { signal: late }).then(
      () => undefined,
      () => `not ready within ${READY_WITHIN_MS / 1_000} s`,
    );
    const fault = await Promise.race([said, this.ended]);
    this.serves = fault === undefined;
    if (this.serves) return;
    this.child.kill('SIGKILL');
    throw new Error(fault);
  }

  /** Lets it finish what is under way; kills it when the time is over. @returns how it ended */
  async end(withinMs: number): Promise<string> {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), Math.max(0, withinMs));
    const ending = await this.ended;
    clearTimeout(late);
    return ending;
  }
}

function inherited(): Record<string, string | undefined> {
  const isPassedOn = (name: string): boolean =>
    PASSED_ON.includes(name) || name.startsWith('OTEL_');
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => isPassedOn(name)));
}
