import { type Ask, few } from './ask.js';

export interface AddressDraft {
  /** Our own key; it stands in the friendly name. */
  readonly key: string;
  readonly customerName: string;
  readonly street: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  readonly isoCountry: string;
}

/** Makes an address, or corrects it. Answers the SID. */
export async function ensureAddress(
  ask: Ask,
  { key, isoCountry, ...lines }: AddressDraft,
): Promise<string> {
  const addresses = await ask((client) => client.addresses.list({ ...few(), friendlyName: key }));
  const known = addresses.find((address) => address.friendlyName === key);
  if (known) {
    await ask((client) => client.addresses(known.sid).update(lines));
    return known.sid;
  }
  const draft = { ...lines, isoCountry, friendlyName: key };
  return (await ask((client) => client.addresses.create(draft))).sid;
}

/** Makes the document that names an address, or has it name another. Answers the SID. */
export async function ensureAddressDocument(
  ask: Ask,
  key: string,
  addressSid: string,
): Promise<string> {
  const documents = await ask((client) => client.trusthub.v1.supportingDocuments.list(few()));
  const known = documents.find((document) => document.friendlyName === key);
  const attributes = { address_sids: addressSid };
  if (known) {
    await ask((client) => client.trusthub.v1.supportingDocuments(known.sid).update({ attributes }));
    return known.sid;
  }
  const draft = { friendlyName: key, type: 'customer_profile_address', attributes };
  return (await ask((client) => client.trusthub.v1.supportingDocuments.create(draft))).sid;
}
