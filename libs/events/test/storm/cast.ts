/** The relay and the consumers of a storm: struck, buried and replaced. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '../orchard.js';
import type { Consumer, OutgoingRecord, Transport } from '../../src/transport.js';
import type { Actor } from './actor.js';
import type { Craft } from './craft.js';
import type { Victim } from './faults.js';
import type { Grove } from './grove.js';
import { consumerDatabase, relayDatabase, relayTransport } from './wrappers.js';

/** For each batch of the slow group. */
const SLOW_MS = 20;

export interface Player {
  readonly actor: Actor;
  /** Ends it in order, or clears away what a dead one has left where the ground needs it. */
  stop(): Promise<void>;
}

export interface Stage {
  readonly transport: Transport;
  readonly craft: Craft;
  readonly groves: Readonly<Record<'quick' | 'slow', Grove>>;
  /**
   * kafkajs goes on with its heartbeats when a handler is never done: its dead leave the group, unsettled,
   * instead of waiting for the end of a session as a dead process does.
   */
  readonly deadLeave: boolean;
  onProduced(records: readonly OutgoingRecord[]): void;
}

export function startRelay(stage: Stage, actor: Actor): Player {
  const { transport, craft, groves, onProduced } = stage;
  const relay = craft.relay(
    groves.quick,
    relayDatabase(groves.quick.database, actor),
    relayTransport(transport, actor, onProduced),
  );
  relay.start();
  return { actor, stop: () => (actor.isDead ? Promise.resolve() : relay.stop()) };
}

export async function startConsumer(
  stage: Stage,
  group: 'quick' | 'slow',
  actor: Actor,
): Promise<Player> {
  const { transport, craft, groves, deadLeave } = stage;
  const grove = groves[group];
  const handle = craft.handler(grove, consumerDatabase(grove.database, actor));
  const consumer: Consumer = await transport.consume({
    group,
    topics: TOPICS,
    async handle(records, run) {
      const work = async (): Promise<void> => {
        await actor.reach('after fetch');
        if (group === 'slow') await sleep(SLOW_MS);
        await handle(records, run);
        await actor.reach('before offset');
      };
      await (deadLeave ? work() : actor.whileAlive(work));
    },
  });
  return {
    actor,
    stop: () => (actor.isDead && !deadLeave ? Promise.resolve() : consumer.stop()),
  };
}

export async function start(stage: Stage, victim: Victim, actor: Actor): Promise<Player> {
  return victim === 'relay' ? startRelay(stage, actor) : startConsumer(stage, victim, actor);
}
