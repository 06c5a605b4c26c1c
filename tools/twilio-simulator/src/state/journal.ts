import { appendFileSync, closeSync, createReadStream, existsSync, mkdirSync } from 'node:fs';
import { openSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** One change: a value put under a key of a table, or the key removed (null). */
export type Change = readonly [table: string, key: string, value: unknown];

const SNAPSHOT_SLICE = 500;

/**
 * A log of changes in a folder, one line for each set of changes that belong together.
 *
 * `journal.<n>.jsonl` continues `snapshot.<n>.jsonl`. A write reaches the operating system before
 * the call returns, so a killed process loses nothing; a line torn by a crash of the machine is
 * cut off. Values are whole, so replaying a change twice is harmless: that is why a snapshot may
 * be written while changes go on.
 */
export class Journal {
  private file: number;
  private compacting = false;
  private closed = false;

  private constructor(
    private readonly folder: string,
    private generation: number,
    public linesWritten: number,
  ) {
    this.file = openSync(this.path('journal', generation), 'a', 0o600);
  }

  static async open(folder: string, apply: (change: Change) => void): Promise<Journal> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    dropUnfinished(folder);
    const first = Math.max(0, ...generations(folder, 'snapshot'));
    const journals = generations(folder, 'journal').filter((number) => number >= first);
    const snapshot = join(folder, `snapshot.${first}.jsonl`);
    if (existsSync(snapshot)) await replay(snapshot, apply);
    let lines = 0;
    for (const number of journals.toSorted((a, b) => a - b)) {
      const path = join(folder, `journal.${number}.jsonl`);
      await cutTornLine(path);
      lines += await replay(path, apply);
    }
    return new Journal(folder, Math.max(first, ...journals), lines);
  }

  append(changes: readonly Change[]): void {
    appendFileSync(this.file, `${JSON.stringify(changes)}\n`);
    this.linesWritten += 1;
  }

  /** Writes what is alive as a snapshot, then drops the files that it replaces. */
  async compact(live: Iterable<Change>): Promise<void> {
    if (this.compacting || this.closed) return;
    this.compacting = true;
    this.generation += 1;
    closeSync(this.file);
    this.file = openSync(this.path('journal', this.generation), 'a', 0o600);
    this.linesWritten = 0;
    try {
      if (await this.writeSnapshot(live)) this.dropOlder();
    } finally {
      this.compacting = false;
    }
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.file);
  }

  private async writeSnapshot(live: Iterable<Change>): Promise<boolean> {
    const path = this.path('snapshot', this.generation);
    const handle = await open(`${path}.part`, 'w', 0o600);
    try {
      let slice: string[] = [];
      for (const change of live) {
        slice.push(`${JSON.stringify([change])}\n`);
        if (slice.length < SNAPSHOT_SLICE) continue;
        await handle.write(slice.join(''));
        slice = [];
        if (this.closed) return false;
      }
      await handle.write(slice.join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (this.closed) return false;
    await rename(`${path}.part`, path);
    return true;
  }

  private dropOlder(): void {
    for (const kind of ['snapshot', 'journal'] as const) {
      for (const number of generations(this.folder, kind)) {
        if (number < this.generation) rmSync(this.path(kind, number), { force: true });
      }
    }
  }

  private path(kind: 'snapshot' | 'journal', generation: number): string {
    return join(this.folder, `${kind}.${generation}.jsonl`);
  }
}

function dropUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (/^snapshot\.\d+\.jsonl\.part$/.test(name)) rmSync(join(folder, name), { force: true });
  }
}

function generations(folder: string, kind: string): number[] {
  return readdirSync(folder).flatMap((name) => {
    const match = new RegExp(`^${kind}\\.(\\d+)\\.jsonl$`).exec(name);
    return match ? [Number(match[1])] : [];
  });
}

async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

async function replay(path: string, apply: (change: Change) => void): Promise<number> {
  let number = 0;
  for await (const line of linesOf(path)) {
    number += 1;
    for (const change of parse(line, `${path}:${number}`)) apply(change);
  }
  return number;
}

function parse(line: string, where: string): Change[] {
  try {
    const changes: unknown = JSON.parse(line);
    if (Array.isArray(changes) && changes.every(isChange)) return changes;
  } catch {
    // Not JSON: damaged as well.
  }
  throw new Error(`${where} is damaged; remove the simulator's folder to start afresh`);
}

function isChange(value: unknown): value is Change {
  return Array.isArray(value) && value.length === 3 && value.slice(0, 2).every(isString);
}

const isString = (value: unknown) => typeof value === 'string';

async function cutTornLine(path: string): Promise<void> {
  const { size } = statSync(path);
  let tail = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes: Buffer = chunk;
    const end = bytes.lastIndexOf(0x0a);
    tail = end < 0 ? tail + bytes.length : bytes.length - end - 1;
  }
  if (tail > 0) truncateSync(path, size - tail);
}
