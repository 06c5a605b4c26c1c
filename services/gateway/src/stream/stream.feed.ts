import { isGapless, toStreamEvent } from './stream.event.js';
import type { StreamRow } from './stream.queries.js';
import type { StreamReader } from './stream.reader.js';

/** The open streams of one business, all of which know its events up to `position`. */
export class Feed {
  private readonly readers = new Set<StreamReader>();

  constructor(public position: number) {}

  get isDeserted(): boolean {
    return this.readers.size === 0;
  }

  /** False for a reader that doesn't know what the others know. */
  add(reader: StreamReader): boolean {
    if (reader.position < this.position) return false;
    this.readers.add(reader);
    return true;
  }

  delete(reader: StreamReader): void {
    this.readers.delete(reader);
  }

  /** The next events, in their order. After so long a silence that some were forgotten all begin anew. */
  tell(rows: readonly StreamRow[]): void {
    const [first] = rows;
    if (!first) return;
    if (!isGapless(this.position, rows)) this.reset(first.sequence - 1);
    const events = rows.map(toStreamEvent);
    this.position = events.at(-1)?.sequence ?? this.position;
    for (const reader of this.readers) reader.tell(events);
  }

  private reset(position: number): void {
    for (const reader of this.readers)
      if (reader.position < position) reader.greet('reset', position);
  }
}
