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
  /** Host names, beside localhost and addresses, by which browsers may open the phones. */
  allowedHosts?: readonly string[];
}

export class InvalidOptions extends Error {}

export function checkOptions({ port, accountSid, authToken }: SimulatorOptions): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InvalidOptions(`the simulator's port must be from 0 to 65535, not ${port}`);
  }
  if (!/^AC[0-9a-f]{32}$/i.test(accountSid)) {
    throw new InvalidOptions('the simulator needs an account SID: AC and 32 hexadecimal digits');
  }
  if (authToken === '') throw new InvalidOptions('the simulator needs an auth token');
}
