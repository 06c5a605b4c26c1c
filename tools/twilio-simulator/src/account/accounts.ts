import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../limits.js';
import type { Store, Table } from '../state/store.js';
import { newSid } from '../wire/sid.js';
import { invalidParameter } from '../wire/twilio-error.js';
import type { Account, AccountStatus } from './account.js';

/** The parent account, given at start, and the subaccounts made under it. */
export class Accounts {
  private readonly table: Table<Account>;

  constructor(store: Store, parent: { accountSid: string; authToken: string }) {
    this.table = store.table<Account>('account');
    const known = this.table.get(parent.accountSid);
    if (known?.authToken === parent.authToken) return;
    this.table.put(parent.accountSid, {
      sid: parent.accountSid,
      ownerSid: parent.accountSid,
      friendlyName: 'Simulated account',
      status: 'active',
      createdAt: Date.now(),
      updatedAt: Date.now(),
      ...known,
      authToken: parent.authToken,
    });
  }

  get(sid: string): Account | undefined {
    return this.table.get(sid);
  }

  /** The account whose credentials an `Authorization: Basic` header carries. */
  authenticate(header: string | undefined): Account | undefined {
    const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(header ?? '')?.[1];
    if (encoded === undefined) return undefined;
    const [sid = '', ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
    const account = this.table.get(sid);
    return account && sameSecret(account.authToken, rest.join(':')) ? account : undefined;
  }

  /** The named account when the caller may act on it: its own, or a subaccount of it. */
  reachable(caller: Account, sid: string): Account | undefined {
    const account = this.table.get(sid);
    return account && (account.sid === caller.sid || account.ownerSid === caller.sid)
      ? account
      : undefined;
  }

  /** The caller and its subaccounts, newest first, as Twilio lists them. */
  listFor(caller: Account): Account[] {
    return this.table
      .values()
      .filter((account) => this.reachable(caller, account.sid))
      .toReversed();
  }

  create(owner: Account, friendlyName: string | undefined): Account {
    if (this.table.size > LIMITS.subaccounts) {
      throw invalidParameter(`This account has its ${LIMITS.subaccounts} subaccounts already`);
    }
    const now = Date.now();
    const sid = newSid('AC');
    return this.table.put(sid, {
      sid,
      ownerSid: owner.sid,
      authToken: randomBytes(16).toString('hex'),
      friendlyName: friendlyName ?? `SubAccount Created at ${new Date(now).toISOString()}`,
      status: 'active',
      createdAt: now,
      updatedAt: now,
    });
  }

  update(account: Account, change: { friendlyName?: string; status?: AccountStatus }): Account {
    return this.table.put(account.sid, {
      ...account,
      friendlyName: change.friendlyName ?? account.friendlyName,
      status: change.status ?? account.status,
      updatedAt: Date.now(),
    });
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();

function sameSecret(expected: string, given: string): boolean {
  return timingSafeEqual(digest(expected), digest(given));
}
