import { expect } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { localInstallation, verifyInstallation } from '@fieldline/verify';
import type { Place } from './business.js';

/** What was sent a moment ago is still becoming true: it gets so long. */
const REST_WITHIN_MS = 45_000;

/** Every invariant of a product holds, for these businesses or for all, as soon as nothing is under way. */
export async function expectNothingWrong(
  { dataDir }: Pick<Place, 'dataDir'>,
  tenantIds?: readonly string[],
): Promise<void> {
  const { databaseUrl, simulatorUrl } = await localInstallation(dataDir);
  const installation = { databaseUrls: [databaseUrl], simulatorUrl, tenantIds, atRest: true };
  await eventually(async () => expect(await verifyInstallation(installation)).toEqual([]), {
    timeoutMs: REST_WITHIN_MS,
    intervalMs: 500,
  });
}
