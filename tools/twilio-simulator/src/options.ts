import type { Pace } from './fault/pace.js';
import type { Timing } from './fault/faults.js';
import type { Logger } from './logger.js';

export interface SimulatorOptions {
  /** 0 lets the system choose. */
  port: number;
  /** Loopback unless told otherwise: the phones and faults ask for no credentials. */
  host?: string;
  /** Where the state is kept; without it, a restart forgets everything. */
  stateDir?: string;
  /** Credentials of the parent account. */
  accountSid: string;
  authToken: string;
  logger?: Logger;
  /** How fast messages go; `PUT /faults` changes it while running. */
  timing?: Timing;
  /** Each stage of a registration's review comes so much later; 0 unless told otherwise. */
  registrationDelayMs?: number;
  /** Texts to the US need a number on a verified campaign; they don't unless told otherwise. */
  requireRegistration?: boolean;
  /** Host names, beside localhost and addresses, by which browsers may open the phones. */
  allowedHosts?: readonly string[];
}

export class InvalidOptions extends Error {}

export function paceOf(options: SimulatorOptions): Partial<Pace> {
  const { registrationDelayMs: delayMs = 0, requireRegistration: required = false } = options;
  return { delayMs, required };
}

export function checkOptions(options: SimulatorOptions): void {
  const { port, accountSid, authToken, registrationDelayMs = 0 } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidOptions(`the simulator's port must be from 0 to 65535, not ${port}`);
  }
  if (!/^AC[0-9a-f]{32}$/i.test(accountSid)) {
    throw new InvalidOptions('the simulator needs an account SID: AC and 32 hexadecimal digits');
  }
  if (!Number.isInteger(registrationDelayMs) || registrationDelayMs < 0) {
    throw new InvalidOptions('registrationDelayMs must be a whole number of milliseconds');
  }
  if (authToken === '') throw new InvalidOptions('the simulator needs an auth token');
}
