import { type Ask, few } from './ask.js';

export type Attributes = Readonly<Record<string, string>>;

export interface EndUserDraft {
  /** Our own key; it stands in the friendly name. */
  readonly key: string;
  /** Twilio's own name, once it is known: that one stands in the profile, whoever else has the same key. */
  readonly sid: string | null;
  readonly type: string;
  readonly attributes: Attributes;
}

/** Makes somebody known to Twilio, or corrects what it knows of them. Answers the SID. */
export async function ensureEndUser(
  ask: Ask,
  { key, sid, type, attributes }: EndUserDraft,
): Promise<string> {
  const known = await findEndUser(ask, key, sid);
  if (known) {
    const merged: unknown = { ...(known.attributes as object), ...attributes };
    await ask((client) => client.trusthub.v1.endUsers(known.sid).update({ attributes: merged }));
    return known.sid;
  }
  const draft = { friendlyName: key, type, attributes };
  return (await ask((client) => client.trusthub.v1.endUsers.create(draft))).sid;
}

async function findEndUser(
  ask: Ask,
  key: string,
  sid: string | null,
): Promise<{ readonly sid: string; readonly attributes: unknown } | undefined> {
  if (sid !== null) return ask((client) => client.trusthub.v1.endUsers(sid).fetch());
  const users = await ask((client) => client.trusthub.v1.endUsers.list(few()));
  return users.find(({ friendlyName }) => friendlyName === key);
}

/** The e-mail address that Twilio has of somebody. */
export async function emailOf(ask: Ask, sid: string): Promise<string> {
  const { attributes } = await ask((client) => client.trusthub.v1.endUsers(sid).fetch());
  const { email } = (attributes ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email : '';
}
