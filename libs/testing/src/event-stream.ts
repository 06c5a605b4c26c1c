import { get, type IncomingMessage } from 'node:http';
import { eventually, type EventuallyOptions } from './eventually.js';

export interface StreamedEvent {
  readonly id: number;
  readonly type: string;
  // What a client may rely on is JSON, whatever stands in it.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
  /** When it was read, by `performance.now()`. */
  readonly atMs: number;
}

export interface EventStreamOptions {
  /** `Last-Event-ID`. */
  readonly after?: number;
  readonly headers?: Record<string, string>;
}

/** A client of server-sent events that keeps what it was told. */
export class EventStream {
  readonly events: StreamedEvent[] = [];
  heartbeats = 0;
  /** The last id it has had, with or without an event. */
  lastId: number | undefined;
  retryMs: number | undefined;
  isOver = false;
  /** Resolves at the end: true when the server ended it in order, false when it broke off. */
  readonly end: Promise<boolean>;
  private rest = '';

  private constructor(private readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.take(text));
    this.end = new Promise((resolve) => {
      response.on('close', () => {
        this.isOver = true;
        resolve(response.complete);
      });
      response.on('error', () => undefined);
    });
  }

  /** @throws Error with the answer's status when it is no stream */
  static async open(
    url: string,
    credential: string,
    { after, headers = {} }: EventStreamOptions = {},
  ): Promise<EventStream> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const id = after === undefined ? {} : { 'last-event-id': String(after) };
      const all = { authorization: `Bearer ${credential}`, ...id, ...headers };
      get(url, { headers: all, agent: false }, resolve).on('error', reject);
    });
    if (response.statusCode === 200) return new EventStream(response);
    response.destroy();
    throw new Error(`the stream answered ${response.statusCode}`);
  }

  /** Waits for an event of this type. */
  next(type: string, options?: EventuallyOptions): Promise<StreamedEvent> {
    return eventually(async () => {
      const found = this.events.find((event) => event.type === type);
      if (!found)
        throw new Error(`no ${type} among ${this.events.map((event) => event.type).join(', ')}`);
      return found;
    }, options);
  }

  /** Reads no more until `resume`. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  close(): void {
    this.response.destroy();
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) this.read(block);
  }

  private read(block: string): void {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) this.heartbeats += 1;
      else fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
    }
    const [id, type, data, retry] = ['id', 'event', 'data', 'retry'].map((f) => fields.get(f));
    if (retry !== undefined) this.retryMs = Number(retry);
    if (id !== undefined) this.lastId = Number(id);
    if (data === undefined) return;
    const event = { id: Number(id), type: type ?? 'message', data: JSON.parse(data) as unknown };
    this.events.push({ ...event, atMs: performance.now() });
  }
}
