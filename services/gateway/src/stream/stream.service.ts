import type { ServerResponse } from 'node:http';
import { Database } from '@fieldline/database';
import { Inject, Injectable } from '@nestjs/common';
import type { Access } from '../access/access.js';
import { LOGGER, type Logger } from '../logger.js';
import { OpenStreams } from './open-streams.js';
import { isGapless, toStreamEvent } from './stream.event.js';
import { eventsAfter, headOf, type StreamRow } from './stream.queries.js';
import { StreamReader } from './stream.reader.js';
import { StreamTail } from './stream.tail.js';

const PAGE = 200;
const RETRY_MS = 2_000;

export interface StreamRequest {
  readonly tenantId: string;
  readonly token: string;
  readonly access: Access;
  /** The last event that the client has had; undefined for what happens from now on. */
  readonly after: number | undefined;
}

interface Beginning {
  readonly kind: 'hello' | 'reset';
  readonly position: number;
  readonly rows: readonly StreamRow[];
}

/** Opens streams: what was missed is read page by page, and then the tail tells what comes. */
@Injectable()
export class StreamService {
  constructor(
    private readonly database: Database,
    private readonly streams: OpenStreams,
    private readonly tail: StreamTail,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Answers once the stream has begun; `begin` sends its head.
   * @throws too_many_streams, and whatever keeps it from beginning
   */
  async open(request: StreamRequest, begin: () => ServerResponse): Promise<void> {
    const giveBack = this.streams.takePlace(request.access.principal);
    const { kind, position, rows } = await this.beginningOf(request).catch((error: unknown) => {
      giveBack();
      throw error;
    });
    const response = begin();
    const reader = new StreamReader({ ...request, response, position });
    const close = (): void => {
      giveBack();
      this.streams.delete(reader);
      this.tail.leave(reader);
    };
    if (response.destroyed) {
      // Whoever has gone meanwhile has said so already.
      close();
      return;
    }
    response.once('close', close);
    reader.greet(kind, position);
    reader.tell(rows.map(toStreamEvent));
    this.streams.add(reader);
    void this.follow(reader, rows.length === PAGE);
  }

  /** By one transaction, so that nothing is opened that couldn't go on. */
  private beginningOf({ tenantId, after }: StreamRequest): Promise<Beginning> {
    return this.database.asTenant(tenantId, async (tx) => {
      const head = await headOf(tx, tenantId);
      if (after === undefined) return { kind: 'hello', position: head, rows: [] };
      const rows = await eventsAfter(tx, tenantId, after, PAGE);
      const isKept = rows.length > 0 ? isGapless(after, rows) : after === head;
      if (isKept) return { kind: 'hello', position: after, rows };
      return { kind: 'reset', position: head, rows: [] };
    });
  }

  /** Until it knows what the others know, it reads by itself, as fast as its client takes it. */
  private async follow(reader: StreamReader, isBehind: boolean): Promise<void> {
    try {
      await reader.drained();
      while (reader.isOpen && (isBehind || !this.tail.join(reader))) {
        isBehind = await this.catchUp(reader);
        await reader.drained();
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'a stream could not go on and was ended');
      reader.end(RETRY_MS);
    }
  }

  /** @returns whether there may be more */
  private async catchUp(reader: StreamReader): Promise<boolean> {
    const { tenantId, position } = reader;
    const rows = await this.database.asTenant(tenantId, (tx) =>
      eventsAfter(tx, tenantId, position, PAGE),
    );
    const [first] = rows;
    if (first && !isGapless(position, rows)) reader.greet('reset', first.sequence - 1);
    reader.tell(rows.map(toStreamEvent));
    return rows.length === PAGE;
  }
}
