import { join } from 'node:path';
import { InvalidOptions, startSimulator } from './index.js';

const {
  SIMULATOR_PORT = '3100',
  SIMULATOR_HOST = '127.0.0.1',
  SIMULATOR_ALLOWED_HOSTS = '',
  SIMULATOR_REGISTRATION_DELAY_MS = '0',
  SIMULATOR_REQUIRE_REGISTRATION = '0',
  DATA_DIR = '.data',
  TWILIO_ACCOUNT_SID = '',
  TWILIO_AUTH_TOKEN = '',
} = process.env;

try {
  const simulator = await startSimulator({
    port: SIMULATOR_PORT === '' ? Number.NaN : Number(SIMULATOR_PORT),
    host: SIMULATOR_HOST,
    allowedHosts: SIMULATOR_ALLOWED_HOSTS.split(',').filter((name) => name !== ''),
    stateDir: join(DATA_DIR, 'twilio-simulator'),
    accountSid: TWILIO_ACCOUNT_SID,
    authToken: TWILIO_AUTH_TOKEN,
    registrationDelayMs: Number(SIMULATOR_REGISTRATION_DELAY_MS),
    requireRegistration: SIMULATOR_REQUIRE_REGISTRATION === '1',
    logger: console,
  });
  console.info(`Twilio simulator: ${simulator.url}`);
  const stop = () => void simulator.close().then(() => process.exit(0));
  process.once('SIGINT', stop).once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof InvalidOptions ? error.message : error);
  process.exitCode = 1;
}
