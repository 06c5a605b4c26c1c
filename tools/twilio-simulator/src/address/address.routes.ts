import type { Rows } from '../state/rows.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { listBody, pageOf } from '../wire/page.js';
import type { Params } from '../wire/params.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import { type Address, type AddressSettings, toAddressView } from './address.js';

const LIST = '/2010-04-01/Accounts/{AccountSid}/Addresses.json';
const ONE = '/2010-04-01/Accounts/{AccountSid}/Addresses/{Sid}.json';
const REQUIRED = ['CustomerName', 'Street', 'City', 'Region', 'PostalCode', 'IsoCountry'] as const;

export function addressRoutes(api: TwilioApi, addresses: Rows<Address>): void {
  const find = ({ account, path, pathname }: Call): Address => {
    const address = addresses.find(account.sid, path.Sid);
    if (address === undefined) throw notFound(pathname);
    return address;
  };

  api.handle('POST', LIST, ({ account, form }) => {
    const missing = REQUIRED.find((name) => !form.one(name));
    if (missing) throw invalidParameter(`${missing} is required`);
    const now = Date.now();
    const address = addresses.put({
      sid: newSid('AD'),
      accountSid: account.sid,
      settings: settingsOf(form, EMPTY),
      createdAt: now,
      updatedAt: now,
    });
    return { status: 201, body: toAddressView(address) };
  });

  api.handle('GET', LIST, ({ account, query, pathname }) => {
    const [name, customer, country] = ['FriendlyName', 'CustomerName', 'IsoCountry'].map((field) =>
      query.one(field),
    );
    const matching = addresses
      .listOf(account.sid)
      .filter(({ settings }) => name === undefined || settings.friendlyName === name)
      .filter(({ settings }) => customer === undefined || settings.customerName === customer)
      .filter(({ settings }) => country === undefined || settings.isoCountry === country);
    const page = pageOf(matching, query);
    return { status: 200, body: listBody('addresses', page, toAddressView, pathname, query) };
  });

  api.handle('GET', ONE, (call) => ({ status: 200, body: toAddressView(find(call)) }));

  api.handle('POST', ONE, (call) => {
    const address = find(call);
    const settings = settingsOf(call.form, address.settings);
    const changed = addresses.put({ ...address, settings, updatedAt: Date.now() });
    return { status: 200, body: toAddressView(changed) };
  });

  api.handle('DELETE', ONE, (call) => {
    addresses.delete(find(call).sid);
    return { status: 204 };
  });
}

const EMPTY: AddressSettings = {
  friendlyName: '',
  customerName: '',
  street: '',
  streetSecondary: null,
  city: '',
  region: '',
  postalCode: '',
  isoCountry: '',
};

function settingsOf(form: Params, known: AddressSettings): AddressSettings {
  return {
    friendlyName: form.one('FriendlyName') ?? known.friendlyName,
    customerName: form.one('CustomerName') ?? known.customerName,
    street: form.one('Street') ?? known.street,
    streetSecondary: form.one('StreetSecondary') ?? known.streetSecondary,
    city: form.one('City') ?? known.city,
    region: form.one('Region') ?? known.region,
    postalCode: form.one('PostalCode') ?? known.postalCode,
    isoCountry: form.one('IsoCountry') ?? known.isoCountry,
  };
}
