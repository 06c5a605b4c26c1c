import { newId } from '@fieldline/contracts';
import { Database } from '@fieldline/database';
import type { Transport } from '@fieldline/events';
import { type RunningService, startService } from '@fieldline/service';
import { createLogger } from '@fieldline/telemetry';
import { EventStream, type EventStreamOptions } from '@fieldline/testing';
import { gateway, GatewaySettings } from '../src/index.js';
import type { NewStreamEvent } from '../src/stream/stream.writer.js';
import type { Running } from './running-gateway.js';

/** Hears nothing and says nothing: the events of a second process in one test come by the database alone. */
const NO_EVENTS: Transport = {
  start: async () => undefined,
  produce: async () => undefined,
  consume: async () => ({
    check: async () => undefined,
    stalledMs: () => 0,
    stop: async () => undefined,
  }),
  close: async () => undefined,
};

/** Another process of the same gateway, on the same database. */
export function startReplica(running: Running, settings: object = {}): Promise<RunningService> {
  return startService(gateway, {
    settings: Object.assign(new GatewaySettings(), {
      ...running.given,
      ...urlsOf(running),
      principalJwks: '{"keys":[]}',
      ...settings,
    }),
    transport: NO_EVENTS,
    logger: createLogger({ service: 'gateway', level: 'fatal' }),
  });
}

/** The gateway's own two doors, for a test that writes as its rooms do. */
export function openDatabase(running: Running): Promise<Database> {
  return new Database({ ...urlsOf(running), poolSize: 10 }, []).connect();
}

function urlsOf(running: Running) {
  return { tenantUrl: running.urlOf('tenant'), workerUrl: running.urlOf('worker') };
}

export function listen(
  at: { readonly url: string },
  credential: string,
  { path = '/v1/stream', ...options }: EventStreamOptions & { path?: string } = {},
): Promise<EventStream> {
  return EventStream.open(`${at.url}${path}`, credential, options);
}

/** An event that anybody of a business hears who reads its threads. */
export function viewersChanged(tenantId: string, words: object = {}): NewStreamEvent {
  return { tenantId, type: 'viewers.changed', payload: { conversationId: newId(), ...words } };
}

/** Numbers that look random and are the same in each run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
