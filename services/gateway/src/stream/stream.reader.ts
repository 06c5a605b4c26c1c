import type { ServerResponse } from 'node:http';
import type { Access } from '../access/access.js';
import { farewell, greeting, heartbeat, type StreamEvent } from './stream.event.js';

/** What may wait for a reader who doesn't keep up. Beyond it the stream is cut; nobody waits for it. */
const BUFFER_BYTES = 128 * 1024;
/** How long the last bytes may take. */
const FAREWELL_MS = 1_000;

export interface ReaderOptions {
  readonly tenantId: string;
  readonly token: string;
  readonly access: Access;
  readonly response: ServerResponse;
  /** The last event that this reader knows. */
  readonly position: number;
}

/** One open stream. */
export class StreamReader {
  readonly tenantId: string;
  readonly token: string;
  /** What it was told last, or would have been if it were for it. */
  position: number;
  private access: Access;
  private readonly response: ServerResponse;

  constructor({ tenantId, token, access, response, position }: ReaderOptions) {
    this.tenantId = tenantId;
    this.token = token;
    this.access = access;
    this.response = response;
    this.position = position;
  }

  get isOpen(): boolean {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  get isFull(): boolean {
    return this.response.writableLength > BUFFER_BYTES;
  }

  /** What it may hear may change while it is open. */
  grant(access: Access): void {
    this.access = access;
  }

  greet(kind: 'hello' | 'reset', position: number): void {
    this.position = position;
    this.write([greeting(kind, position)]);
  }

  /** Events in their order; those that it knows are left out. */
  tell(events: readonly StreamEvent[]): void {
    const due = events.filter((event) => event.sequence > this.position && this.mayHear(event));
    this.position = Math.max(this.position, events.at(-1)?.sequence ?? 0);
    if (due.length > 0) this.write(due.map(({ bytes }) => bytes));
  }

  beat(): void {
    this.write([heartbeat(this.position)]);
  }

  /** Resolves once what was written has left, or the stream is over. */
  async drained(): Promise<void> {
    if (!this.response.writableNeedDrain || !this.isOpen) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }

  /** Ends it in order: the client comes back after `retryMs`, and goes on where it was. */
  end(retryMs: number): void {
    if (!this.isOpen) return;
    this.response.end(farewell(retryMs));
    setTimeout(() => this.cut(), FAREWELL_MS).unref();
  }

  private mayHear({ userId, needed }: StreamEvent): boolean {
    const { principal, permissions } = this.access;
    const isMeant = userId === null || (principal.kind === 'user' && principal.id === userId);
    return isMeant && needed !== undefined && permissions.has(needed);
  }

  /** A reader whose last bytes still wait is cut: it has all that came before, and comes back by its id. */
  private write(pieces: readonly Buffer[]): void {
    if (!this.isOpen) return;
    if (this.isFull) {
      this.cut();
      return;
    }
    this.response.cork();
    for (const piece of pieces) this.response.write(piece);
    this.response.uncork();
  }

  private cut(): void {
    this.response.destroy();
  }
}
