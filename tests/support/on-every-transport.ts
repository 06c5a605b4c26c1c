import { afterAll, describe, test } from '@jest/globals';
import { openedAt, type Place } from './business.js';
import { TRANSPORTS, type TransportName } from './product.js';
import { expectNothingWrong } from './verified.js';

type Story = (place: Place, transport: TransportName) => void;

/**
 * Tells a story of the running product on each transport; one that can't be had is skipped, and says
 * so. In the end every invariant must hold for its businesses.
 */
export function onEveryTransport(title: string, story: Story): void {
  for (const transport of TRANSPORTS) {
    const address = process.env[`STORY_${transport.toUpperCase()}`];
    describe(`${title} (${transport})`, () => {
      if (address) tell(story, JSON.parse(address) as Place, transport);
      else
        test.skip(`no ${transport} here: ${process.env['TEST_KAFKA_UNAVAILABLE'] ?? 'unknown why'}`, () =>
          undefined);
    });
  }
}

function tell(story: Story, place: Place, transport: TransportName): void {
  story(place, transport);
  afterAll(() => expectNothingWrong(place, openedAt(place)));
}
