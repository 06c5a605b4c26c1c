import { rfc2822 } from '../wire/date.js';

export const ACCOUNT_STATUSES = ['active', 'suspended', 'closed'] as const;
export type AccountStatus = (typeof ACCOUNT_STATUSES)[number];

export interface Account {
  sid: string;
  /** Of a subaccount its parent; of a parent itself. */
  ownerSid: string;
  authToken: string;
  friendlyName: string;
  status: AccountStatus;
  createdAt: number;
  updatedAt: number;
}

const SUBRESOURCES = {
  available_phone_numbers: 'AvailablePhoneNumbers',
  incoming_phone_numbers: 'IncomingPhoneNumbers',
  messages: 'Messages',
};

export function toAccountView(account: Account) {
  const uri = `/2010-04-01/Accounts/${account.sid}`;
  return {
    sid: account.sid,
    owner_account_sid: account.ownerSid,
    auth_token: account.authToken,
    friendly_name: account.friendlyName,
    status: account.status,
    type: 'Full',
    date_created: rfc2822(account.createdAt),
    date_updated: rfc2822(account.updatedAt),
    subresource_uris: Object.fromEntries(
      Object.entries(SUBRESOURCES).map(([name, path]) => [name, `${uri}/${path}.json`]),
    ),
    uri: `${uri}.json`,
  };
}
