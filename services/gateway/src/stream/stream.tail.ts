import { setTimeout as sleep } from 'node:timers/promises';
import { Database } from '@fieldline/database';
import { PollInterval, Pulse } from '@fieldline/events';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '../logger.js';
import { Feed } from './stream.feed.js';
import { newEvents } from './stream.queries.js';
import type { StreamReader } from './stream.reader.js';

/** From a look that found nothing to the next, unless this process has something to tell. */
const POLL_MS = 100;
/** The same once there has been nothing for ten seconds: thousands of quiet streams cost next to nothing. */
const QUIET_POLL_MS = 250;
/** Between two looks: commits that come together are told together. */
const PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 10_000;
const LIMITS = { perTenant: 200, total: 2_000 };

/**
 * Looks for new events once for all streams of this process, and hands them to the feeds of their
 * businesses. While nobody reads it doesn't look.
 */
@Injectable()
export class StreamTail implements BeforeApplicationShutdown {
  private readonly feeds = new Map<string, Feed>();
  private readonly pulse = new Pulse();
  private readonly interval = new PollInterval(POLL_MS, QUIET_POLL_MS);
  private running: Promise<void> | undefined;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** From now on the reader is told what comes. False when it is behind: it has to read on by itself first. */
  join(reader: StreamReader): boolean {
    const feed = this.feeds.get(reader.tenantId) ?? new Feed(reader.position);
    if (!feed.add(reader)) return false;
    this.feeds.set(reader.tenantId, feed);
    if (!this.isStopping) this.running ??= this.run();
    return true;
  }

  leave(reader: StreamReader): void {
    const feed = this.feeds.get(reader.tenantId);
    feed?.delete(reader);
    if (feed?.isDeserted) this.feeds.delete(reader.tenantId);
  }

  /** Something was committed here: it needn't be waited for. */
  wake(): void {
    if (this.running) this.pulse.beat();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (this.feeds.size > 0 && !this.isStopping) {
      try {
        const isMore = await this.round();
        failures = 0;
        if (isMore) continue;
      } catch (error) {
        failures += 1;
        this.logger.warn({ err: error }, 'the streams can not be told what is new');
      }
      await sleep(PAUSE_MS);
      await this.pulse.next(Math.min(this.interval.ms * 2 ** failures, LONGEST_PAUSE_MS));
    }
    this.running = undefined;
  }

  /** @returns whether there may be more */
  private async round(): Promise<boolean> {
    const asked = new Map(this.feeds);
    const positions = new Map([...asked].map(([tenantId, { position }]) => [tenantId, position]));
    const rows = await newEvents(this.database, positions, LIMITS);
    if (rows.length > 0) this.interval.found();
    let isMore = rows.length === LIMITS.total;
    for (const [tenantId, own] of Map.groupBy(rows, (row) => row.tenantId)) {
      const feed = asked.get(tenantId);
      // One that was deserted meanwhile, and opened anew, stands elsewhere.
      if (feed && feed === this.feeds.get(tenantId)) feed.tell(own);
      isMore ||= own.length === LIMITS.perTenant;
    }
    return isMore;
  }
}
