import type { Twilio } from 'twilio';

/**
 * One request to Twilio in a business's account, at its pace.
 * @throws TwilioFailure
 */
export type Ask = <T>(request: (client: Twilio) => Promise<T>) => Promise<T>;

/**
 * How much is listed: in a business's account there are a handful of each kind. A new object each time, for
 * the SDK keeps in it where its list goes.
 */
export function few(): { limit: number; pageSize: number } {
  return { limit: 200, pageSize: 200 };
}
