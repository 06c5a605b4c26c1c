import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accounts } from '../account/accounts.js';
import type { Faults } from '../fault/faults.js';
import { LIMITS } from '../limits.js';
import type { Logger } from '../logger.js';
import type { Store, Table } from '../state/store.js';
import type { CallbackRequest, PendingCallback } from './callback.js';
import { type Attempt, CallbackClient, reasonOf } from './callback.client.js';
import { STREAM_OVERRIDES, overridesOf, withoutFragment } from './overrides.js';
import { signatureOf, withBodyHash } from './signature.js';

const RETRY_PAUSE_MS = 100;
/** Between an event's later attempts. */
const STREAM_PAUSE_MS = 1_000;
const REORDER_MS = 400;

/**
 * Callbacks on their way. Each is stored until it has been tried, so a restart sends what was
 * pending; one that was just arriving may arrive twice. Those of one stream keep their order.
 */
export class CallbackQueue {
  private readonly table: Table<PendingCallback>;
  private readonly streams = new Map<string, PendingCallback[]>();
  private readonly stop = new AbortController();
  private readonly client = new CallbackClient();
  private readonly waiting: (() => void)[] = [];
  private inFlight = 0;

  constructor(
    store: Store,
    private readonly rooms: { accounts: Accounts; faults: Faults; logger: Logger },
  ) {
    this.table = store.table<PendingCallback>('callback');
  }

  resume(): void {
    for (const callback of this.table.values()) this.start(callback);
  }

  close(): void {
    this.stop.abort();
    this.client.close();
    for (const go of this.waiting.splice(0)) go();
  }

  add(request: CallbackRequest): void {
    const { faults, logger } = this.rooms;
    if (faults.roll('dropCallbacks')) return;
    if (this.table.size >= LIMITS.pendingCallbacks) {
      logger.warn(`callback dropped: ${LIMITS.pendingCallbacks} are waiting`);
      return;
    }
    const dueAt = Date.now() + faults.settings.callbackDelayMs;
    if (faults.roll('reorderCallbacks')) {
      this.enqueue({ ...request, stream: `${request.stream} late` }, dueAt + REORDER_MS);
    } else this.enqueue(request, dueAt);
    if (faults.roll('duplicateCallbacks')) {
      this.enqueue({ ...request, stream: `${request.stream} again` }, dueAt);
    }
  }

  private enqueue(request: CallbackRequest, dueAt: number): void {
    const id = randomUUID();
    this.start(this.table.put(id, { ...request, id, dueAt }));
  }

  private start(callback: PendingCallback): void {
    const stream = this.streams.get(callback.stream);
    if (stream) {
      stream.push(callback);
      return;
    }
    this.streams.set(callback.stream, [callback]);
    this.run(callback.stream).catch((error: unknown) => {
      if (!this.stop.signal.aborted) this.rooms.logger.error(`callback: ${String(error)}`);
    });
  }

  private async run(name: string): Promise<void> {
    const stream = this.streams.get(name) ?? [];
    for (let next = stream[0]; next; next = stream[0]) {
      const waitMs = next.dueAt - Date.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.stop.signal });
      await this.deliver(next);
      if (this.stop.signal.aborted) return;
      this.table.delete(next.id);
      stream.shift();
    }
    this.streams.delete(name);
  }

  private async deliver(callback: PendingCallback): Promise<void> {
    const { retryCount, retryOn, totalTimeoutMs } = overridesFor(callback);
    const giveUpAt = Date.now() + totalTimeoutMs;
    for (let attempt = 0; attempt <= retryCount; attempt += 1) {
      const reason = await this.attempt(callback);
      if (this.stop.signal.aborted || reason === null) return;
      const again = attempt < retryCount && retryOn.has(reason) && Date.now() < giveUpAt;
      if (!again) {
        this.rooms.logger.warn(`callback to ${new URL(callback.url).host} gave up: ${reason}`);
        return;
      }
      await sleep(pauseAfter(callback, attempt), undefined, { signal: this.stop.signal });
    }
  }

  private async attempt(callback: PendingCallback) {
    await this.turn();
    try {
      if (this.stop.signal.aborted) return null;
      return reasonOf(await this.client.send(this.requestOf(callback)));
    } finally {
      this.inFlight -= 1;
      this.waiting.shift()?.();
    }
  }

  private async turn(): Promise<void> {
    if (this.inFlight >= LIMITS.callbacksInFlight) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.inFlight += 1;
  }

  private requestOf(callback: PendingCallback): Attempt {
    const { id, url, method, accountSid, params, json } = callback;
    const { connectTimeoutMs, readTimeoutMs } = overridesFor(callback);
    const form = new URLSearchParams(params).toString();
    const isForm = method === 'POST' && json === undefined;
    const asked = askedFor(withoutFragment(url), { query: method === 'GET' ? form : '', json });
    const token = this.rooms.accounts.get(accountSid)?.authToken ?? '';
    const body = json ?? (isForm ? form : '');
    return {
      url: asked,
      method,
      headers: {
        'user-agent': 'TwilioProxy/1.1',
        accept: '*/*',
        'content-type': json === undefined ? FORM : 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'x-twilio-signature': signatureOf(token, asked, isForm ? params : {}),
        'i-twilio-idempotency-token': id,
      },
      body,
      connectTimeoutMs,
      readTimeoutMs,
      signal: this.stop.signal,
    };
  }
}

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

/** Event streams deliver at least once; their addresses take no overrides. */
function overridesFor({ url, json }: PendingCallback) {
  return json === undefined ? overridesOf(url) : STREAM_OVERRIDES;
}

function pauseAfter({ json }: PendingCallback, attempt: number): number {
  const longest = json === undefined ? RETRY_PAUSE_MS : STREAM_PAUSE_MS;
  return Math.min(RETRY_PAUSE_MS * 2 ** attempt, longest);
}

function askedFor(url: string, { query, json }: { query: string; json: string | undefined }) {
  if (json !== undefined) return withBodyHash(url, json);
  return query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`;
}
