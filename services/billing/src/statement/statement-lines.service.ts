import type { ListStatementLines, Page, StatementLine } from '@fieldline/contracts';
import { Database, type Transaction } from '@fieldline/database';
import { readCursor } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { awaitBookings, type Bounds, readBounds } from './statement.bounds.js';
import {
  adjustmentParts,
  drawSince,
  drawStarts,
  entryStarts,
  type LineStart,
  messageParts,
} from './statement-lines.queries.js';
import { type Period, periodOf } from './statement.period.js';
import { adjustmentLine, messageLine } from './statement-line.js';
import { StatementService } from './statement.service.js';

/** How far a reader has come. What is booked after its first page belongs to none of its pages. */
interface Progress {
  readonly bounds: Bounds;
  readonly nextEntry: number;
  readonly nextDraw: number;
}

/** A statement line by line: each message and adjustment with its parts, in order of time. */
@Injectable()
export class StatementLinesService {
  constructor(
    private readonly database: Database,
    private readonly statements: StatementService,
  ) {}

  /**
   * Up to a thousand lines; the cursor leads to the next. Of a period that doesn't add up there is no first page.
   * @throws invalid_request, statement_mismatch
   */
  async page(
    tenantId: string,
    { cursor, limit, ...asked }: ListStatementLines,
  ): Promise<Page<StatementLine>> {
    const period = periodOf(asked);
    const place = placeOf(cursor);
    if (!place) await this.database.asTenant(tenantId, (tx) => awaitBookings(tx, tenantId));
    return this.database.asTenantAtOneMoment(tenantId, async (tx) => {
      const progress = await progressOf(tx, tenantId, period, place);
      if (!place) await this.statements.sums(tx, tenantId, progress.bounds);
      const { starts, next } = await nextStarts(tx, tenantId, progress, limit);
      const items = await linesOf(tx, tenantId, progress.bounds, starts);
      return { items, nextCursor: next && toCursor(next) };
    });
  }
}

type Place = readonly [endEntry: number, endDraw: number, nextEntry: number, nextDraw: number];

function placeOf(cursor: string | undefined): Place | undefined {
  const parts = readCursor(cursor, 4);
  if (parts.length === 0) return undefined;
  const [endEntry = 0, endDraw = 0, nextEntry = 0, nextDraw = 0] = parts.map(Number);
  return [endEntry, endDraw, nextEntry, nextDraw];
}

function toCursor({ bounds, nextEntry, nextDraw }: Progress): string {
  const place = [bounds.endEntry, bounds.endDraw, nextEntry, nextDraw].map(String);
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

async function progressOf(
  tx: Transaction,
  tenantId: string,
  period: Period,
  place: Place | undefined,
): Promise<Progress> {
  const bounds = await readBounds(tx, tenantId, period);
  if (!place) return { bounds, nextEntry: bounds.firstEntry, nextDraw: bounds.firstDraw };
  const [endEntry, endDraw, nextEntry, nextDraw] = place;
  return { bounds: { ...bounds, endEntry, endDraw }, nextEntry, nextDraw };
}

/** Merges entries and draws by time; draws are looked for no further than the page's entries reach. */
async function nextStarts(
  tx: Transaction,
  tenantId: string,
  { bounds, nextEntry, nextDraw }: Progress,
  limit: number,
): Promise<{ starts: LineStart[]; next: Progress | null }> {
  const entries = await entryStarts(tx, tenantId, bounds, nextEntry, limit);
  const last = entries.length === limit ? entries.at(-1) : undefined;
  const drawEnd = last
    ? Math.min(await drawSince(tx, tenantId, last), bounds.endDraw)
    : bounds.endDraw;
  const draws = await drawStarts(tx, tenantId, bounds, [nextDraw, drawEnd], limit);
  const merged = [...entries, ...draws].toSorted((a, b) => a.place - b.place);
  const starts = merged.slice(0, limit);
  const isLast = !last && merged.length <= limit && draws.length < limit;
  const after = (table: LineStart['table'], before: number): number =>
    starts.reduce((next, start) => (start.table === table ? start.id + 1 : next), before);
  const isSearched = draws.length < limit && draws.every((draw) => starts.includes(draw));
  const next = {
    bounds,
    nextEntry: after('entry', nextEntry),
    nextDraw: isSearched ? Math.max(nextDraw, drawEnd) : after('draw', nextDraw),
  };
  return { starts, next: isLast ? null : next };
}

async function linesOf(
  tx: Transaction,
  tenantId: string,
  bounds: Bounds,
  starts: readonly LineStart[],
): Promise<StatementLine[]> {
  const messageIds = starts.flatMap(({ messageId }) => messageId ?? []);
  const adjustmentIds = starts.flatMap(({ adjustmentId }) => adjustmentId ?? []);
  const messages = await messageParts(tx, tenantId, bounds, messageIds);
  const adjustments = await adjustmentParts(tx, tenantId, bounds, adjustmentIds);
  const lines = new Map([
    ...messages.map((each) => [each.messageId, messageLine(each)] as const),
    ...adjustments.map((each) => [each.adjustmentId, adjustmentLine(each)] as const),
  ]);
  return starts.map(({ messageId, adjustmentId, place }) => {
    const line = lines.get(messageId ?? adjustmentId ?? '');
    if (!line) throw new Error(`entries without their message or adjustment in ${tenantId}`);
    return { ...line, at: new Date(place / 1_000).toISOString() };
  });
}
