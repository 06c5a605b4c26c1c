import { observableGauge } from '@fieldline/telemetry';
import { Injectable } from '@nestjs/common';
import type { Principal } from '@fieldline/contracts';
import { GatewaySettings } from '../config.js';
import { streamsAreEnding, tooManyStreams } from './stream.errors.js';
import type { StreamReader } from './stream.reader.js';

const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 4_000;

/** The streams of this process: how many there may be, and the end of all of them. */
@Injectable()
export class OpenStreams {
  private readonly readers = new Set<StreamReader>();
  private readonly taken = new Map<string, number>();
  private places = 0;
  private isEnding = false;

  constructor(private readonly settings: GatewaySettings) {
    observableGauge('fieldline.stream.open', () => [{ value: this.readers.size }]);
  }

  [Symbol.iterator](): IterableIterator<StreamReader> {
    return this.readers.values();
  }

  /**
   * Takes a place for a stream of this caller.
   * @returns how to give it back, once
   * @throws too_many_streams; service_unavailable once the process is ending
   */
  takePlace({ kind, id }: Principal): () => void {
    const { streamLimit, streamLimitPerUser } = this.settings;
    const key = `${kind}:${id}`;
    const own = this.taken.get(key) ?? 0;
    if (this.isEnding) throw streamsAreEnding();
    if (own >= streamLimitPerUser)
      throw tooManyStreams(`You have ${own} streams open. Close some of them first.`);
    if (this.places >= streamLimit)
      throw tooManyStreams('Too many streams are open at the moment. Try again shortly.');
    this.taken.set(key, own + 1);
    this.places += 1;
    return () => this.giveBack(key);
  }

  add(reader: StreamReader): void {
    this.readers.add(reader);
    if (this.isEnding) reader.end(retryMs());
  }

  delete(reader: StreamReader): void {
    this.readers.delete(reader);
  }

  /** Ends all of them. Their clients come back, not all at once, and by then to somebody else. */
  endAll(): void {
    this.isEnding = true;
    for (const reader of this.readers) reader.end(retryMs());
  }

  private giveBack(key: string): void {
    const left = (this.taken.get(key) ?? 1) - 1;
    if (left > 0) this.taken.set(key, left);
    else this.taken.delete(key);
    this.places -= 1;
  }
}

function retryMs(): number {
  return Math.round(RETRY_MIN_MS + Math.random() * (RETRY_MAX_MS - RETRY_MIN_MS));
}
