import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
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
import { createLogger, type Logger } from '@fieldline/telemetry';
import { startSimulator } from '@fieldline/twilio-simulator';
import { startDatabase } from './database.js';
import { seedDemo } from './demo.js';
import { OPERATOR_EMAIL } from './operator.js';
import { reservePort } from './port.js';
import { loadSecrets, saveSecrets } from './secrets.js';
import { serviceEnvironments, type TwilioAddress } from './service-environments.js';
import type { LauncherSettings } from './settings.js';
import { openTransports, type Transports } from './transport.js';

const HOST = '127.0.0.1';
const EVENT_LOG = 'transport';

export interface Addresses {
  readonly gatewayUrl: string;
  readonly simulatorUrl: string | null;
  readonly dataDir: string;
  readonly eventsTransport: string;
  /** Shown once, at the first start. */
  readonly firstStart: {
    readonly operator: {
      readonly email: string;
      readonly password: string;
      readonly apiKey: string;
    };
    readonly demo: {
      readonly email: string;
      readonly password: string;
      readonly apiKey: string;
    } | null;
  } | null;
}

/** All five services, Postgres and the simulator in one process. What was started is stopped, last first. */
export class Fieldline {
  private readonly started: (() => Promise<void>)[] = [];

  constructor(
    private readonly say: (message: string) => void,
    private readonly onFatal: (error: Error) => void,
  ) {}

  async start(settings: LauncherSettings): Promise<Addresses> {
    const port = await reservePort(HOST, settings.port, 'PORT');
    if (!usesTwilio(settings)) await reservePort(HOST, settings.simulatorPort, 'SIMULATOR_PORT');
    const dataDir = resolve(settings.dataDir);
    mkdirSync(dataDir, { recursive: true });
    const { secrets, isFirstStart } = await loadSecrets(dataDir, settings);
    const logger = createLogger({ service: 'fieldline', level: settings.logLevel });

    const names = [billing, compliance, scheduler, messaging, gateway].map(
      (service) => service.name,
    );
    const database = await startDatabase(dataDir, secrets, [EVENT_LOG, ...names], this.say);
    this.started.push(() => database.stop());

    const twilio = await this.openTwilio(settings, dataDir, secrets, logger);
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
    await run(billing);
    await run(compliance);
    await run(scheduler);
    await run(messaging);
    await run(gateway);

    const gatewayUrl = urls['gateway'] ?? '';
    const demo = settings.demo
      ? await seedDemo({
          gatewayUrl,
          secrets,
          settings,
          say: this.say,
          save: () => saveSecrets(dataDir, secrets),
        })
      : null;
    const { operatorPassword: password, operatorKey: apiKey } = secrets;
    return {
      gatewayUrl,
      simulatorUrl: twilio.isSimulated ? twilio.baseUrl : null,
      dataDir,
      eventsTransport: settings.eventsTransport,
      firstStart:
        isFirstStart || demo
          ? { operator: { email: OPERATOR_EMAIL, password, apiKey }, demo }
          : null,
    };
  }

  async stop(): Promise<void> {
    for (let stop = this.started.pop(); stop; stop = this.started.pop()) await stop();
  }

  private async openTwilio(
    settings: LauncherSettings,
    dataDir: string,
    secrets: { simulatorAccountSid: string; simulatorAuthToken: string },
    logger: Logger,
  ): Promise<TwilioAddress> {
    const { twilioAccountSid, twilioAuthToken } = settings;
    if (twilioAccountSid && twilioAuthToken)
      return {
        accountSid: twilioAccountSid,
        authToken: twilioAuthToken,
        baseUrl: null,
        isSimulated: false,
      };
    const account = {
      accountSid: secrets.simulatorAccountSid,
      authToken: secrets.simulatorAuthToken,
    };
    const simulator = await startSimulator({
      port: settings.simulatorPort,
      stateDir: join(dataDir, 'twilio-simulator'),
      ...account,
      logger,
    });
    this.started.push(() => simulator.close());
    return { ...account, baseUrl: simulator.url, isSimulated: true };
  }
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

function usesTwilio({ twilioAccountSid, twilioAuthToken }: LauncherSettings): boolean {
  return Boolean(twilioAccountSid && twilioAuthToken);
}
