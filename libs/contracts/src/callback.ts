import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_LENGTH = 27;

/**
 * Where Twilio calls us back. The path names the business and the message, and its MAC proves
 * that we made it: a callback yields a message's id even if we died before we stored Twilio's.
 */
export const callbackPath = {
  inbound(tenantId: string, secret: string): string {
    return `/webhooks/twilio/inbound/${tenantId}/${mac(secret, 'inbound', tenantId)}`;
  },
  /** Where Twilio's event streams tell of a business's brand, campaign and numbers. */
  events(tenantId: string, secret: string): string {
    return `/webhooks/twilio/events/${tenantId}/${mac(secret, 'events', tenantId)}`;
  },
  /** Where TrustHub tells of a business's profile and its A2P bundle. */
  bundle(tenantId: string, secret: string): string {
    return `/webhooks/twilio/bundle/${tenantId}/${mac(secret, 'bundle', tenantId)}`;
  },
  /** @param traceparent of the attempt, so that what Twilio says of it goes on in its trace */
  status(tenantId: string, messageId: string, secret: string, traceparent?: string): string {
    const path = `/webhooks/twilio/status/${tenantId}/${messageId}/${mac(secret, 'status', tenantId, messageId)}`;
    return traceparent === undefined ? path : `${path}?trace=${traceparent}`;
  },
};

/** Whether a callback's MAC is ours. Takes the same time for every wrong one. */
export function isCallbackMac(given: string, secret: string, ...parts: readonly string[]): boolean {
  const expected = Buffer.from(mac(secret, ...parts));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function mac(secret: string, ...parts: readonly string[]): string {
  const digest = createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url');
  return digest.slice(0, MAC_LENGTH);
}
