import { rfc2822 } from '../wire/date.js';

export interface Address {
  sid: string;
  accountSid: string;
  settings: AddressSettings;
  createdAt: number;
  updatedAt: number;
}

export interface AddressSettings {
  friendlyName: string;
  customerName: string;
  street: string;
  streetSecondary: string | null;
  city: string;
  region: string;
  postalCode: string;
  isoCountry: string;
}

export function toAddressView({ sid, accountSid, settings, createdAt, updatedAt }: Address) {
  return {
    sid,
    account_sid: accountSid,
    friendly_name: settings.friendlyName,
    customer_name: settings.customerName,
    street: settings.street,
    street_secondary: settings.streetSecondary,
    city: settings.city,
    region: settings.region,
    postal_code: settings.postalCode,
    iso_country: settings.isoCountry,
    emergency_enabled: false,
    validated: false,
    verified: false,
    date_created: rfc2822(createdAt),
    date_updated: rfc2822(updatedAt),
    uri: `/2010-04-01/Accounts/${accountSid}/Addresses/${sid}.json`,
  };
}
