import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { Store } from '../state/store.js';
import type { Call, TwilioApi } from '../wire/api.js';
import { listBody, pageOf } from '../wire/page.js';
import { invalidParameter, unauthenticated } from '../wire/twilio-error.js';
import { type Account, ACCOUNT_STATUSES, type AccountStatus, toAccountView } from './account.js';
import type { Accounts } from './accounts.js';

const MAX_FRIENDLY_NAME = 64;

export function accountRoutes(
  api: TwilioApi,
  {
    accounts,
    phoneNumbers,
    store,
  }: { accounts: Accounts; phoneNumbers: PhoneNumbers; store: Store },
): void {
  api.handle('POST', '/2010-04-01/Accounts.json', ({ caller, form }) => {
    if (caller.ownerSid !== caller.sid) throw unauthenticated();
    const account = accounts.create(caller, friendlyName(form.one('FriendlyName')));
    return { status: 201, body: toAccountView(account) };
  });

  api.handle('GET', '/2010-04-01/Accounts.json', ({ caller, query, pathname }) => {
    const [name, status] = [query.one('FriendlyName'), query.one('Status')];
    const matching = accounts
      .listFor(caller)
      .filter((account) => name === undefined || account.friendlyName === name)
      .filter((account) => status === undefined || account.status === status);
    const page = pageOf(matching, query);
    return { status: 200, body: listBody('accounts', page, toAccountView, pathname, query) };
  });

  api.handle('GET', '/2010-04-01/Accounts/{AccountSid}.json', ({ account }) => ({
    status: 200,
    body: toAccountView(account),
  }));

  const update = ({ caller, account, form }: Call) => {
    const status = nextStatus(caller, account, form.one('Status'));
    const changed = store.batch(() => {
      if (status === 'closed') phoneNumbers.releaseAllOf(account.sid);
      return accounts.update(account, {
        friendlyName: friendlyName(form.one('FriendlyName')),
        status,
      });
    });
    return { status: 200, body: toAccountView(changed) };
  };
  api.handle('POST', '/2010-04-01/Accounts/{AccountSid}.json', update, { evenIfSuspended: true });
}

function friendlyName(text: string | undefined): string | undefined {
  if (text !== undefined && text.length > MAX_FRIENDLY_NAME) {
    throw invalidParameter(`FriendlyName is longer than ${MAX_FRIENDLY_NAME} characters`);
  }
  return text;
}

/** Only a parent changes the status, only that of a subaccount, and a closed one stays closed. */
function nextStatus(
  caller: Account,
  account: Account,
  text: string | undefined,
): AccountStatus | undefined {
  if (text === undefined) return undefined;
  const status = ACCOUNT_STATUSES.find((known) => known === text);
  if (status === undefined) throw invalidParameter(`Status is not valid: ${text}`);
  if (caller.sid === account.sid) throw invalidParameter('Only a parent account changes a status');
  if (account.status === 'closed' && status !== 'closed') {
    throw invalidParameter('A closed account cannot be opened again');
  }
  return status;
}
