import { LIMITS } from '../limits.js';
import type { Store, Table } from '../state/store.js';
import type { Message } from './message.js';

/** Every text there is, the newest kept, found by SID or by phone number. */
export class Messages {
  private readonly table: Table<Message>;
  private readonly sidsByNumber = new Map<string, Set<string>>();
  private readonly listeners = new Set<(message: Message) => void>();

  constructor(store: Store) {
    this.table = store.table<Message>('message');
    for (const message of this.table.values()) this.index(message);
  }

  get(sid: string): Message | undefined {
    return this.table.get(sid);
  }

  all(): Message[] {
    return this.table.values();
  }

  /** From or to a number, in the order in which they came. */
  ofNumber(number: string): Message[] {
    return [...(this.sidsByNumber.get(number) ?? [])].flatMap((sid) => this.get(sid) ?? []);
  }

  put(message: Message): Message {
    this.table.put(message.sid, message);
    this.index(message);
    if (this.table.size > LIMITS.messages) this.drop(this.table.oldestKey());
    for (const listener of this.listeners) listener(message);
    return message;
  }

  onChange(listener: (message: Message) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private index({ sid, from, to }: Message): void {
    for (const number of [from, to]) {
      if (number === null) continue;
      const sids = this.sidsByNumber.get(number) ?? new Set();
      this.sidsByNumber.set(number, sids.add(sid));
    }
  }

  private drop(sid: string | undefined): void {
    const message = this.get(sid ?? '');
    if (message === undefined) return;
    this.table.delete(message.sid);
    for (const number of [message.from, message.to]) {
      const sids = this.sidsByNumber.get(number ?? '');
      sids?.delete(message.sid);
      if (sids?.size === 0) this.sidsByNumber.delete(number ?? '');
    }
  }
}
