import { describe, test } from '@jest/globals';
import type { Place } from './business.js';
import { TRANSPORTS, type TransportName } from './product.js';

/** Tells a story of the running product on each transport; one that can't be had is skipped, and says so. */
export function onEveryTransport(
  title: string,
  story: (place: Place, transport: TransportName) => void,
): void {
  for (const transport of TRANSPORTS) {
    const address = process.env[`STORY_${transport.toUpperCase()}`];
    describe(`${title} (${transport})`, () => {
      if (address) story(JSON.parse(address) as Place, transport);
      else
        test.skip(`no ${transport} here: ${process.env['TEST_KAFKA_UNAVAILABLE'] ?? 'unknown why'}`, () =>
          undefined);
    });
  }
}
