import { billing } from '@fieldline/billing';
import { compliance } from '@fieldline/compliance';
import { gateway } from '@fieldline/gateway';
import { messaging } from '@fieldline/messaging';
import { scheduler } from '@fieldline/scheduler';
import { loadSettings } from '@fieldline/config';
import {
  type RunningService,
  type ServiceDefinition,
  type ServiceSettings,
  startService,
} from '@fieldline/service';
import { createLogger } from '@fieldline/telemetry';
import type { Addresses } from './banner.js';
import { startDatabase } from './database.js';
import { furnish, openInstallation } from './installation.js';
import { serviceEnvironments } from './service-environments.js';
import type { LauncherSettings } from './settings.js';
import { eventsOf, openTransports, type Transports } from './transport.js';
import { openTwilio } from './twilio.js';

const EVENT_LOG = 'transport';

/** All five services, Postgres and the simulator in one process. What was started is stopped, last first. */
export class Fieldline {
  private readonly started: (() => Promise<void>)[] = [];

  constructor(
    private readonly say: (message: string) => void,
    private readonly onFatal: (error: Error) => void,
  ) {}

  async start(settings: LauncherSettings): Promise<Addresses> {
    const installation = await openInstallation(settings, eventsOf(settings));
    const { port, dataDir, secrets } = installation;
    const logger = createLogger({ service: 'fieldline', level: settings.logLevel });

    const names = [billing, compliance, scheduler, messaging, gateway].map(
      (service) => service.name,
    );
    const database = await startDatabase({
      dataDir,
      url: settings.postgresUrl,
      secrets,
      services: [EVENT_LOG, ...names],
      onProgress: this.say,
    });
    this.started.push(() => database.stop());

    const twilio = await openTwilio(settings, dataDir, secrets, logger);
    this.started.push(() => twilio.close());
    const transports = await openTransports({
      settings,
      logUrl: database.of(EVENT_LOG).ownerUrl,
      logger,
      onFatal: this.onFatal,
    });
    this.started.push(() => transports.close());

    const environments = serviceEnvironments({ settings, secrets, twilio, database, port });
    const urls: Record<string, string> = {};
    const run = async <S extends ServiceSettings>(service: ServiceDefinition<S>): Promise<void> => {
      this.say(`Starting ${service.name}`);
      const environment = environments.of(service.name, urls);
      const running = await startOne(service, environment, transports, settings.logLevel);
      this.started.push(() => running.stop());
      urls[service.name] = running.url;
    };
    await allOf([run(billing), run(compliance), run(scheduler), run(messaging)]);
    await run(gateway);
    return furnish(installation, urls['gateway'] ?? '', twilio.baseUrl, this.say);
  }

  async stop(): Promise<void> {
    for (let stop = this.started.pop(); stop; stop = this.started.pop()) await stop();
  }
}

/**
 * Waits for all of them also when one fails: what has started is to be stopped.
 * @throws what the first of those that failed did
 */
async function allOf(starts: readonly Promise<void>[]): Promise<void> {
  for (const start of await Promise.allSettled(starts))
    if (start.status === 'rejected') throw start.reason;
}

function startOne<S extends ServiceSettings>(
  service: ServiceDefinition<S>,
  environment: Record<string, string>,
  transports: Transports,
  level: string,
): Promise<RunningService> {
  const settings = loadSettings(service.Settings, environment);
  const logger = createLogger({ service: service.name, level });
  return startService(service, { settings, logger, transport: transports.of(service.name) });
}
