/** Nest's door: methods marked `@OnEvent` and `@OnEvents`, in an app that has nothing else set up. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import { Controller, type INestApplication, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { eventually } from '@fieldline/testing';
import {
  type Delivery,
  EventServer,
  OnEvent,
  OnEvents,
  type Received,
  TransientError,
} from '../src/index.js';
import type { Transport } from '../src/transport.js';
import {
  apply,
  FruitCounted,
  openOrchard,
  type Orchard,
  recordOf,
  TOPICS,
  TreeFelled,
  TreePlanted,
  TreePruned,
} from './orchard.js';
import { type Ground, logger, transports } from './transports.js';

let failures = 0;
const runs: number[] = [];

@Controller()
class TreeListener {
  @OnEvent(TreePlanted)
  async planted(event: Received<TreePlanted>, { tx }: Delivery): Promise<void> {
    if (event.payload.note === 'not now' && ++failures <= 2) throw new TransientError('not now');
    if (event.payload.note === 'never') throw new TypeError('never');
    await apply(tx, [event]);
  }

  @OnEvents(FruitCounted)
  async counted(events: readonly Received<FruitCounted>[], { tx }: Delivery): Promise<void> {
    runs.push(events.length);
    await apply(tx, events);
  }
}

@Controller()
class PruneListener {
  @OnEvent(TreePruned)
  async pruned(event: Received<TreePruned>, { tx }: Delivery): Promise<void> {
    await apply(tx, [event]);
  }
}

let ground: Ground;
let transport: Transport;
let orchard: Orchard;
let app: INestApplication;
let events: EventServer;

async function start(...controllers: Type[]): Promise<void> {
  @Module({ controllers })
  class Listeners {}
  app = await NestFactory.create(Listeners, new FastifyAdapter(), { logger: false });
  const { name: service, database } = orchard;
  events = new EventServer({ service, database, transport, logger, ignores: [TreeFelled] });
  app.connectMicroservice({ strategy: events });
  await app.startAllMicroservices();
}

beforeAll(async () => {
  ground = await transports[0]!.ground();
  transport = await ground.open(TOPICS);
  orchard = await openOrchard();
});
afterAll(async () => {
  await app.close();
  await transport.close();
  await orchard.close();
  await ground.clear();
});

test('a service that hears a topic and forgets one of its types does not start', async () => {
  await expect(start(TreeListener)).rejects.toThrow('orchard.tree.pruned.v1 is heard');
  await app.close();
});

test('methods get their events, their transaction, and their errors keep their class', async () => {
  await start(TreeListener, PruneListener);
  await events.check();
  const [rowId, well, ill] = [newId(), newId(), newId()];
  const tree = (treeId: string, step: number, note?: string) => ({ treeId, rowId, step, note });
  await transport.produce([
    recordOf(TreePlanted, tree(well, 0)),
    recordOf(TreePlanted, tree(well, 1, 'not now')),
    recordOf(TreePlanted, tree(ill, 2, 'never')),
    recordOf(TreeFelled, tree(well, 3)),
    recordOf(TreePruned, tree(well, 4)),
    ...[5, 6, 7].map((step) => recordOf(FruitCounted, tree(newId(), step))),
  ]);
  await eventually(async () => expect(await orchard.stepsOf(well)).toEqual([0, 1, 4]));
  await eventually(async () => expect(await orchard.count('effect')).toBe(6));
  expect(failures).toBeGreaterThanOrEqual(3);
  expect(runs).toEqual([3]);
  expect(await orchard.deadLettersOf(rowId)).toMatchObject([
    { subject: ill, reason: 'failed', error: expect.stringMatching(/^TypeError: never/) },
  ]);
});

test('a closed app hears nothing more', async () => {
  await app.close();
  await expect(events.check()).rejects.toThrow();
});
