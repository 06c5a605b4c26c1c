import { type Ask, few } from './ask.js';

/** Answers the SID of the messaging service, which only joins numbers and campaign: texts go by number. */
export async function ensureMessagingService(ask: Ask, key: string): Promise<string> {
  const services = await ask((client) => client.messaging.v1.services.list(few()));
  const known = services.find(({ friendlyName }) => friendlyName === key);
  if (known) return known.sid;
  // What comes in goes where the number's own address says, and what leaves is left as it was written.
  const draft = { friendlyName: key, useInboundWebhookOnNumber: true, smartEncoding: false };
  return (await ask((client) => client.messaging.v1.services.create(draft))).sid;
}

/** Takes a number out of the service, if it is in it. */
export async function removeNumber(ask: Ask, serviceSid: string, numberSid: string): Promise<void> {
  const numbers = await ask((client) =>
    client.messaging.v1.services(serviceSid).phoneNumbers.list(few()),
  );
  if (numbers.some(({ sid }) => sid === numberSid))
    await ask((client) =>
      client.messaging.v1.services(serviceSid).phoneNumbers(numberSid).remove(),
    );
}

/** Puts numbers into the service that aren't in it yet. */
export async function ensureNumbers(
  ask: Ask,
  serviceSid: string,
  numberSids: readonly string[],
): Promise<void> {
  const numbers = await ask((client) =>
    client.messaging.v1.services(serviceSid).phoneNumbers.list(few()),
  );
  const known = new Set(numbers.map(({ sid }) => sid));
  for (const phoneNumberSid of numberSids.filter((sid) => !known.has(sid)))
    await ask((client) =>
      client.messaging.v1.services(serviceSid).phoneNumbers.create({ phoneNumberSid }),
    );
}
