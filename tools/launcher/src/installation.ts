import type { Addresses } from './banner.js';
import { openDataDirectory } from './data-directory.js';
import { seedDemo } from './demo.js';
import { OPERATOR_EMAIL } from './operator.js';
import { reservePort } from './port.js';
import { loadSecrets, saveSecrets, type Secrets } from './secrets.js';
import { type LauncherSettings, usesTwilio } from './settings.js';

export const HOST = '127.0.0.1';

/** What is there before anything runs. */
export interface Installation {
  readonly settings: LauncherSettings;
  readonly port: number;
  readonly dataDir: string;
  /** Where the events are, in words. */
  readonly events: string;
  readonly secrets: Secrets;
  readonly isFirstStart: boolean;
}

/**
 * Opens the data directory, or makes it.
 * @throws Error when a port is busy, or the directory has its events elsewhere
 */
export async function openInstallation(
  settings: LauncherSettings,
  events: string,
): Promise<Installation> {
  const port = await reservePort(HOST, settings.port, 'PORT');
  if (!usesTwilio(settings)) await reservePort(HOST, settings.simulatorPort, 'SIMULATOR_PORT');
  const dataDir = openDataDirectory(settings.dataDir, events);
  const { secrets, isFirstStart } = await loadSecrets(dataDir, settings);
  return { settings, port, dataDir, events, secrets, isFirstStart };
}

/** Makes the demo business where it is wanted. @returns what a person needs to know */
export async function furnish(
  { settings, dataDir, events, secrets, isFirstStart }: Installation,
  gatewayUrl: string,
  simulatorUrl: string | null,
  say: (message: string) => void,
): Promise<Addresses> {
  const save = (): void => saveSecrets(dataDir, secrets);
  const isSimulated = !usesTwilio(settings);
  const demo = settings.demo
    ? await seedDemo({ gatewayUrl, secrets, settings, isSimulated, say, save })
    : null;
  const { operatorPassword: password, operatorKey: apiKey } = secrets;
  return {
    gatewayUrl,
    simulatorUrl,
    dataDir,
    events,
    firstStart:
      isFirstStart || demo ? { operator: { email: OPERATOR_EMAIL, password, apiKey }, demo } : null,
  };
}
