import type { StreamEventType, StreamGreeting } from '@fieldline/contracts';
import type { Permission } from '../access/permissions.js';
import type { StreamRow } from './stream.queries.js';

/** What may be told only to whom may also ask for it. */
const NEEDED: Readonly<Record<StreamEventType, Permission>> = {
  'balance.changed': 'balance:read',
  'balance.low': 'balance:read',
  'consent.changed': 'consents:read',
  'contact.changed': 'contacts:read',
  'conversation.changed': 'conversations:read',
  'conversation.noted': 'conversations:read',
  'employee.changed': 'employees:read',
  'message.changed': 'messages:read',
  'notification.created': 'conversations:read',
  'recharge.failed': 'purchases:read',
  'registration.changed': 'registration:read',
  'viewers.changed': 'conversations:read',
};

/** An event as all streams send it: written once, however many there are. */
export interface StreamEvent {
  readonly sequence: number;
  readonly userId: string | null;
  /** Undefined for a type that this release doesn't know: a newer one wrote it, and nobody is told. */
  readonly needed: Permission | undefined;
  readonly bytes: Buffer;
}

export function toStreamEvent({ sequence, userId, type, data }: StreamRow): StreamEvent {
  const needed = (NEEDED as Readonly<Record<string, Permission | undefined>>)[type];
  return { sequence, userId, needed, bytes: block(sequence, type, data) };
}

/** How a stream begins, or begins anew: what comes next has higher numbers than this. */
export function greeting(kind: StreamGreeting, sequence: number): Buffer {
  return block(sequence, kind, JSON.stringify({ sequence }));
}

/** A sign of life. It moves the reader's place past what it isn't told, so that its return is not too late. */
export function heartbeat(sequence: number): Buffer {
  return Buffer.from(`:\nid: ${sequence}\n\n`);
}

/** The last word: come back after so long. */
export function farewell(retryMs: number): Buffer {
  return Buffer.from(`retry: ${retryMs}\n\n`);
}

/** Whether these follow each other and the one before: what is missing was forgotten. */
export function isGapless(before: number, rows: readonly { readonly sequence: number }[]): boolean {
  const last = rows.at(-1);
  return last === undefined || last.sequence - before === rows.length;
}

function block(sequence: number, type: string, data: string): Buffer {
  return Buffer.from(`id: ${sequence}\nevent: ${type}\ndata: ${data}\n\n`);
}
