import type { Command } from './command.js';
import { CouldNotVerify } from './could-not-verify.js';
import {
  LAUNCHED_DATA_DIRS,
  launchedDatabase,
  localInstallation,
  runningDataDir,
  runningSimulator,
} from './local-installation.js';
import type { Installation } from './options.js';
import type { VerifySettings } from './settings.js';

/**
 * What is to be looked at: the databases of the command line or of the settings; without any, the
 * product that runs here.
 * @throws CouldNotVerify when nothing runs here, or two products do
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
  const { postgresUrl } = settings;
  if (postgresUrl && simulatorUrl)
    return { databaseUrls: [launchedDatabase(postgresUrl)], simulatorUrl };
  const dataDir = settings.dataDir ?? (await runningDataDir(LAUNCHED_DATA_DIRS));
  if (postgresUrl)
    return {
      databaseUrls: [launchedDatabase(postgresUrl)],
      simulatorUrl: dataDir === undefined ? undefined : await runningSimulator(dataDir),
    };
  if (dataDir === undefined)
    throw new CouldNotVerify(
      `Nothing runs on ${LAUNCHED_DATA_DIRS.join(' or ')}. Start it, give its DATA_DIR, or name a database by --database.`,
    );
  const local = await localInstallation(dataDir);
  return {
    databaseUrls: [local.databaseUrl],
    simulatorUrl: simulatorUrl ?? local.simulatorUrl,
  };
}
