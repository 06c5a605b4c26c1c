import { fileURLToPath } from 'node:url';
import { createLogger } from '@fieldline/telemetry';
import type { Addresses } from '../banner.js';
import { startDatabase } from '../database.js';
import { furnish, HOST, openInstallation } from '../installation.js';
import { serviceEnvironments } from '../service-environments.js';
import type { LauncherSettings } from '../settings.js';
import { KAFKA_SESSION_SECONDS, kafkaOf } from '../transport.js';
import { openTwilio } from '../twilio.js';
import { takeCommands } from './control.js';
import { openKafka } from './kafka.js';
import { freePortsAfter } from './ports.js';
import { SupervisedService } from './supervised-service.js';

/** Every service but the gateway, which calls them. */
const INNER = ['billing', 'compliance', 'scheduler', 'messaging'];
const SERVICES = [...INNER, 'gateway'];
/** For everything, from the signal to the end of the last service. */
const GRACE_MS = 30_000;
/** Of it for the gateway's requests under way, before the others are told. */
const GATEWAY_GRACE_MS = 10_000;
/** Elsewhere the system doesn't share a port out fairly, or not at all. */
const SHARES_PORT = process.platform === 'linux';
/** What the pools of a service may hold, and what else connects. */
const CONNECTIONS_PER_PROCESS = 22;
const OTHER_CONNECTIONS = 50;

export interface Supervision {
  readonly replicas: number;
  say(message: string): void;
  onFatal(error: Error): void;
}

/** The five services as processes of their own, on Kafka, with Postgres and the simulator beside them. */
export class FieldlineProcesses {
  private readonly services = new Map<string, SupervisedService>();
  /** What the services stand on; stopped after them, last first. */
  private readonly ground: (() => Promise<void> | void)[] = [];

  constructor(private readonly supervision: Supervision) {}

  async start(settings: LauncherSettings): Promise<Addresses> {
    const { replicas, say } = this.supervision;
    if (replicas > 1 && !SHARES_PORT)
      throw new Error('Replicas share a port, which only Linux does fairly: start without them.');
    const installation = await openInstallation(settings, kafkaOf(settings));
    const { port, dataDir, secrets } = installation;
    const control = await takeCommands(dataDir, (words, answer) => this.obey(words, answer));
    this.ground.push(() => control.close());

    const database = await startDatabase({
      dataDir,
      url: settings.postgresUrl,
      secrets,
      services: SERVICES,
      // One more of a service at a time, while it is restarted.
      maxConnections:
        (SERVICES.length * replicas + 1) * CONNECTIONS_PER_PROCESS + OTHER_CONNECTIONS,
      onProgress: say,
    });
    this.ground.push(() => database.stop());
    const logger = createLogger({ service: 'fieldline', level: settings.logLevel });
    const twilio = await openTwilio(settings, dataDir, secrets, logger);
    this.ground.push(() => twilio.close());
    const kafka = await openKafka(settings, dataDir, say);
    this.ground.push(() => kafka.stop());

    const ports = await freePortsAfter(port, HOST, INNER.length);
    const addresses = INNER.map((name, index) => [name, `http://${HOST}:${ports[index]}`] as const);
    const urls: Record<string, string> = Object.fromEntries(addresses);
    urls['gateway'] = `http://${HOST}:${port}`;
    const environments = serviceEnvironments({ settings, secrets, twilio, database, port });
    for (const name of SERVICES) {
      this.add(name, {
        ...environments.of(name, urls),
        PORT: new URL(urls[name] ?? '').port,
        KAFKA_BROKERS: kafka.brokers.join(','),
        KAFKA_CREATE_TOPICS: '1',
        KAFKA_SESSION_SECONDS: String(KAFKA_SESSION_SECONDS),
      });
    }
    await Promise.all(INNER.map((name) => this.startOne(name)));
    await this.startOne('gateway');
    return furnish(installation, urls['gateway'], twilio.baseUrl, say);
  }

  /**
   * The gateway takes no more requests and answers those that it has; the others finish what is under way
   * and publish what they said; then what they stood on is stopped.
   * @throws Error when a process didn't end well and in time
   */
  async stop(): Promise<void> {
    const deadline = Date.now() + GRACE_MS;
    const gateway = this.services.get('gateway')?.stop(GRACE_MS) ?? Promise.resolve(true);
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => (late = setTimeout(resolve, GATEWAY_GRACE_MS)));
    await Promise.race([gateway, patience]);
    clearTimeout(late);
    const rest = INNER.map((name) => this.services.get(name)?.stop(deadline - Date.now()) ?? true);
    const ended = await Promise.all([gateway, ...rest]);
    for (let stop = this.ground.pop(); stop; stop = this.ground.pop()) await stop();
    if (!ended.every(Boolean)) throw new Error('Not every service finished what was under way.');
  }

  private add(name: string, settings: Record<string, string>): void {
    const { replicas, say, onFatal } = this.supervision;
    const main = fileURLToPath(new URL('main.js', import.meta.resolve(`@fieldline/${name}`)));
    const environment = { ...settings, REUSE_PORT: SHARES_PORT ? '1' : '0' };
    const options = { replicas, sharesPort: SHARES_PORT, say, onGivenUp: onFatal };
    this.services.set(name, new SupervisedService({ name, main, environment }, options));
  }

  private startOne(name: string): Promise<void> {
    this.supervision.say(`Starting ${name}`);
    return this.find(name).start();
  }

  private async obey(
    [verb, name = '']: readonly string[],
    answer: (line: string) => void,
  ): Promise<void> {
    if (verb === 'restart') {
      await this.find(name).roll();
      answer(`${name} runs as process ${this.find(name).pids.join(', ')}`);
    } else {
      for (const service of this.services.values())
        answer(`${service.name.padEnd(12)}${service.pids.join(' ') || 'down'}`);
    }
  }

  private find(name: string): SupervisedService {
    const service = this.services.get(name);
    if (!service) throw new Error(`There is no service ${name}: choose of ${SERVICES.join(', ')}.`);
    return service;
  }
}
