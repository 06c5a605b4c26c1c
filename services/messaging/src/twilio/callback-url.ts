import { createHash } from 'node:crypto';
import { callbackPath, PLATFORM_ID } from '@fieldline/contracts';
import type { MessagingSettings } from '../config.js';

/** A 5xx of ours loses a callback unless Twilio is told to come again. The fragment isn't sent or signed. */
const CALLBACK_RETRIES = '#rc=3&rp=5xx,ct,rt';

type Place = Pick<MessagingSettings, 'publicBaseUrl' | 'callbackSecret'>;

/** @param path of `callbackPath`, as the gateway checks it: one slash after the host, whatever the setting ends in */
export function callbackUrl({ publicBaseUrl }: Place, path: string): string {
  return `${publicBaseUrl.replace(/\/+$/, '')}${path}${CALLBACK_RETRIES}`;
}

/** Where Twilio brings what a business's number is texted. */
export function inboundUrl(place: Place, tenantId: string): string {
  return callbackUrl(place, callbackPath.inbound(tenantId, place.callbackSecret));
}

/** Another one when inbound addresses are others than they were: by the base, the secret or the path. */
export function inboundAddressKey(place: Place): string {
  return createHash('sha256').update(inboundUrl(place, PLATFORM_ID)).digest('hex');
}
