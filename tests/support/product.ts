import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../libs/testing/src/port.js';

export const TRANSPORTS = ['embedded', 'kafka'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

export interface ProductOptions {
  readonly transport: TransportName;
  readonly environment?: Record<string, string>;
  /** As `npm run start:kafka` starts it: a process for each service. */
  readonly isInProcesses?: boolean;
}

const LAUNCHER = fileURLToPath(new URL('../../tools/launcher/start.mjs', import.meta.url));
const START_LIMIT_MS = 240_000;
const STOP_LIMIT_MS = 30_000;

/** The running product, as `npm start` starts it: a process of its own, spoken to by HTTP only. */
export class Product {
  readonly operatorKey = `op_${randomBytes(24).toString('base64url')}`;
  readonly transport: TransportName;
  readonly dataDir: string;
  readonly port: number;
  readonly simulatorPort: number;
  private readonly environment: Record<string, string>;
  private readonly args: readonly string[];
  private process: ChildProcess | undefined;
  private output = '';

  // Written out, not as parameter properties: Jest's set-up runs this on Node's type stripping.
  private constructor(
    transport: TransportName,
    dataDir: string,
    [port, simulatorPort]: readonly [number, number],
    environment: Record<string, string>,
    args: readonly string[],
  ) {
    this.transport = transport;
    this.dataDir = dataDir;
    this.port = port;
    this.simulatorPort = simulatorPort;
    this.environment = environment;
    this.args = args;
  }

  static async start(options: ProductOptions): Promise<Product> {
    const product = await Product.prepare(options);
    await product.boot();
    return product;
  }

  /** With ports and a data directory of its own, not started yet. */
  static async prepare({
    transport,
    environment = {},
    isInProcesses = false,
  }: ProductOptions): Promise<Product> {
    const dataDir = await mkdtemp(join(tmpdir(), 'fieldline-story-'));
    await chmod(dataDir, 0o755);
    const settings = {
      KAFKA_PREFIX: `story-${randomBytes(4).toString('hex')}-`,
      ...environment,
    };
    const ports = [await freePort(), await freePort()] as const;
    return new Product(transport, dataDir, ports, settings, isInProcesses ? ['kafka'] : []);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get phonesUrl(): string {
    return `http://127.0.0.1:${this.simulatorPort}`;
  }

  /** What it has printed since its last start. */
  get printed(): string {
    return this.output;
  }

  async boot(): Promise<void> {
    this.output = '';
    const child = spawn(process.execPath, [LAUNCHER, ...this.args], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        PORT: String(this.port),
        SIMULATOR_PORT: String(this.simulatorPort),
        DATA_DIR: this.dataDir,
        DEMO: '0',
        FIELDLINE_OPERATOR_KEY: this.operatorKey,
        EVENTS_TRANSPORT: this.transport,
        KAFKA_BROKERS: process.env['TEST_KAFKA_BROKERS'] ?? '',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    const keep = (chunk: Buffer): void => void (this.output += chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`not ready:\n${this.output}`)),
        START_LIMIT_MS,
      );
      child.stdout.on('data', () => {
        if (!this.output.includes('Fieldline is ready')) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', (code) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code}:\n${this.output}`));
      });
    });
  }

  /** Sends a signal and waits for the end. @returns the exit code */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null)
      return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    const code = await ended;
    clearTimeout(late);
    return code;
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.end();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
