import { join } from 'node:path';
import type { Logger } from '@fieldline/telemetry';
import { startSimulator } from '@fieldline/twilio-simulator';
import type { Secrets } from './secrets.js';
import type { TwilioAddress } from './service-environments.js';
import type { LauncherSettings } from './settings.js';

export interface Twilio extends TwilioAddress {
  close(): Promise<void>;
}

/** Twilio, where its credentials are set; otherwise a simulator in this process. */
export async function openTwilio(
  settings: LauncherSettings,
  dataDir: string,
  secrets: Pick<Secrets, 'simulatorAccountSid' | 'simulatorAuthToken'>,
  logger: Logger,
): Promise<Twilio> {
  const { twilioAccountSid, twilioAuthToken } = settings;
  if (twilioAccountSid && twilioAuthToken)
    return {
      accountSid: twilioAccountSid,
      authToken: twilioAuthToken,
      baseUrl: null,
      isSimulated: false,
      close: async () => undefined,
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
  return {
    ...account,
    baseUrl: simulator.url,
    isSimulated: true,
    close: () => simulator.close(),
  };
}
