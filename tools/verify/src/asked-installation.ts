import type { Command } from './command.js';
import { launchedDatabase, localInstallation, runningSimulator } from './local-installation.js';
import type { Installation } from './options.js';
import type { VerifySettings } from './settings.js';

/**
 * What is to be looked at: the databases of the command line or of the settings; without any, the
 * product that runs here.
 * @throws CouldNotVerify when nothing runs here
 */
export async function askedInstallation(
  command: Command,
  settings: VerifySettings,
): Promise<Installation> {
  const { databaseUrls, simulatorUrl } = await placeOf(command, settings);
  const given = Object.entries(command.how).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    databaseUrls,
    simulatorUrl,
    unknownVoidAfterMs: settings.unknownVoidAfterSeconds * 1_000,
  };
}

type Place = Pick<Installation, 'databaseUrls' | 'simulatorUrl'>;

async function placeOf(command: Command, settings: VerifySettings): Promise<Place> {
  const { simulatorUrl } = command;
  const named = settings.databaseUrls.split(',').filter(Boolean);
  const databaseUrls = command.databaseUrls.length > 0 ? command.databaseUrls : named;
  if (databaseUrls.length > 0) return { databaseUrls, simulatorUrl };
  const { postgresUrl, dataDir } = settings;
  if (postgresUrl)
    return {
      databaseUrls: [launchedDatabase(postgresUrl)],
      simulatorUrl: simulatorUrl ?? (await runningSimulator(dataDir)),
    };
  const local = await localInstallation(dataDir);
  return {
    databaseUrls: [local.databaseUrl],
    simulatorUrl: simulatorUrl ?? local.simulatorUrl,
  };
}
