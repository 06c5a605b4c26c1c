import { LIMITS } from '../limits.js';
import { invalidParameter } from '../wire/twilio-error.js';
import type { Store, Table } from './store.js';

export interface Row {
  sid: string;
  accountSid: string;
}

/** Resources of accounts by SID, as many as the simulator keeps. */
export class Rows<T extends Row> {
  private readonly table: Table<T>;

  constructor(
    store: Store,
    private readonly name: string,
  ) {
    this.table = store.table<T>(name);
  }

  get(sid: string): T | undefined {
    return this.table.get(sid);
  }

  /** The row when it is this account's. */
  find(accountSid: string, sid: string | undefined): T | undefined {
    const row = this.table.get(sid ?? '');
    return row?.accountSid === accountSid ? row : undefined;
  }

  all(): T[] {
    return this.table.values();
  }

  /** Newest first, as Twilio lists them. */
  listOf(accountSid: string): T[] {
    return this.all()
      .filter((row) => row.accountSid === accountSid)
      .toReversed();
  }

  put(row: T): T {
    if (!this.table.has(row.sid) && this.table.size >= LIMITS.registrationRows) {
      throw invalidParameter(`The simulator keeps ${LIMITS.registrationRows} of each ${this.name}`);
    }
    return this.table.put(row.sid, row);
  }

  delete(sid: string): void {
    this.table.delete(sid);
  }
}
