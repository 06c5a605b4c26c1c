import { expect } from '@jest/globals';
import { ask, type Place } from './business.js';

/** Sets the simulator's faults; those that aren't named are over. They hold for every business of that product. */
export async function setFaults(
  { phonesUrl }: Pick<Place, 'phonesUrl'>,
  faults: object,
): Promise<void> {
  const { status } = await ask({ url: phonesUrl }, null, 'PUT', '/faults', { body: faults });
  expect(status).toBe(200);
}
