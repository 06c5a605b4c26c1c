import { newId, recipientIdOf, type ContactView } from '@fieldline/contracts';
import type { Business, RunningMessaging } from './running-messaging.js';

/** A zone where it's this hour now, so that a test means the same at any hour of the day. */
export function zoneAt(hour: number): string {
  const ahead = ((hour - new Date().getUTCHours() + 36) % 24) - 12;
  // In these names the sign is the other way round.
  if (ahead === 0) return 'Etc/GMT';
  return ahead > 0 ? `Etc/GMT-${ahead}` : `Etc/GMT+${-ahead}`;
}

/** Where it is noon: the hours of `OPEN` have been there for a while, those of `CLOSED` come later. */
export const NOON = 12;
export const OPEN = { from: '10:00', to: '15:00' };
export const CLOSED = { from: '14:00', to: '16:00' };

/** A customer who has opted in, and says where they are. */
export async function customerIn(
  messaging: RunningMessaging,
  { tenantId }: Business,
  smsNumber: string,
  timeZone: string,
): Promise<ContactView> {
  const contact = { kind: 'customer', name: 'Dana', smsNumber, timeZone };
  const { body } = await messaging.putContact(tenantId, newId(), contact);
  await messaging.consent(tenantId, body.record.id, {
    boundRecipientId: recipientIdOf(tenantId, smsNumber),
  });
  return body.record;
}
