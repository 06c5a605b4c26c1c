/** What operators do with dead letters, while the same service goes on listening. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '@fieldline/contracts';
import type { Database } from '@fieldline/database';
import { eventually } from '@fieldline/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventConsumer } from '../src/event-consumer.js';
import { DeadLetters, forgetOldEvents, TransientError } from '../src/index.js';
import type { Consumer, IncomingRecord, OutgoingRecord, Transport } from '../src/transport.js';
import {
  apply,
  Gardener,
  openOrchard,
  type Orchard,
  recordOf,
  TOPICS,
  TreeFelled,
  TreePlanted,
} from './orchard.js';
import { gate, type Ground, kafkaUnavailable, logger, transports } from './transports.js';

const SLOW = { timeoutMs: 20_000 };
const DANA = { by: 'user:dana', reason: 'mended in the last release' };
const LEE = { by: 'user:lee', reason: 'the customer is gone' };
const active = { isActive: () => true };

describe.each(transports)('dead letters on the $name transport', ({ ground: prepare }) => {
  let ground: Ground;
  let transport: Transport;
  let orchard: Orchard;
  let consumer: Consumer;
  let letters: DeadLetters;
  let gardener: Gardener;
  let events: EventConsumer;

  beforeAll(async () => {
    ground = await prepare();
    // A consumer leaves between two fetches, which are as long as the session lets them be.
    transport = await ground.open(TOPICS, { sessionTimeoutMs: 6_000 });
  });
  afterAll(async () => {
    await transport.close();
    await ground.clear();
  });
  beforeEach(async () => {
    orchard = await openOrchard();
    gardener = new Gardener();
    events = new EventConsumer(orchard.name, orchard.database, gardener.table(), logger);
    letters = new DeadLetters(orchard.name, orchard.database, logger);
    letters.replayBy(events.dispatcher);
    consumer = await transport.consume({
      group: 'operators',
      topics: TOPICS,
      handle: (records, run) => events.handle(records, run),
    });
    await eventually(() => consumer.check(), SLOW);
  });
  afterEach(async () => {
    await consumer.stop();
    await orchard.close();
  });

  /** A tree that falls ill at some steps, until it is well. */
  function illTree(...illAt: readonly number[]) {
    const treeId = newId();
    const rowId = newId();
    const ill = new Set(illAt);
    gardener.on(treeId, async (due, tx) => {
      await apply(tx, due);
      if (ill.has(due[0]!.payload.step)) throw new TypeError(`ill at ${due[0]!.payload.step}`);
    });
    return {
      treeId,
      rowId,
      heal: (step: number) => ill.delete(step),
      record: (step: number): OutgoingRecord => recordOf(TreePlanted, { treeId, rowId, step }),
      steps: () => orchard.stepsOf(treeId),
      /** Says these steps and waits until all of them are among the letters. */
      async put(steps: readonly number[], expected = steps.length): Promise<string[]> {
        await transport.produce(steps.map((step) => this.record(step)));
        return eventually(async () => {
          const ids = await this.open();
          expect(ids).toHaveLength(expected);
          return ids;
        }, SLOW);
      },
      /** Its open letters, first come first. */
      async open(): Promise<string[]> {
        const { rows } = await orchard.admin.query<{ id: string }>(
          `SELECT id FROM dead_letter WHERE subject = $1 AND state = 'open' ORDER BY position`,
          [treeId],
        );
        return rows.map(({ id }) => id);
      },
    };
  }

  /** A record that no code knows, until it is deployed. */
  async function putStrange(record: OutgoingRecord): Promise<string> {
    const headers = { ...record.headers, ce_type: 'orchard.tree.sold.v9' };
    await transport.produce([{ ...record, headers }]);
    const id = await eventually(async () => {
      const [letter] = await letters.list({ reason: 'malformed', state: 'open', limit: 1 });
      expect(letter).toBeDefined();
      return letter!.id;
    }, SLOW);
    return id;
  }
  /** The deploy that knows it. */
  const deploy = (id: string) =>
    orchard.admin.query(
      `UPDATE dead_letter SET headers = headers || '{"ce_type": "orchard.tree.planted.v1"}' WHERE id = $1`,
      [id],
    );

  describe('a replay', () => {
    test('handles the letter, then what waited behind it, in order; then the aggregate flows', async () => {
      const tree = illTree(1);
      const [first] = await tree.put([0, 1, 2, 3], 3);
      await tree.put([4], 4);
      tree.heal(1);
      const answer = await letters.replay(first!, DANA);
      expect(answer).toMatchObject({
        outcome: 'handled',
        repeated: false,
        handledBehind: 3,
        waiting: 0,
        heldUpBy: null,
        letter: { state: 'replayed', resolution: { outcome: 'handled', ...DANA } },
      });
      expect(await tree.steps()).toEqual([0, 1, 2, 3, 4]);
      await transport.produce([tree.record(5)]);
      await eventually(async () => expect(await tree.steps()).toEqual([0, 1, 2, 3, 4, 5]), SLOW);
      expect(await tree.open()).toEqual([]);
    });

    test('that fails again changes nothing but the error, and goes no further', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0, 1]);
      gardener.on(tree.treeId, async (due, tx) => {
        await apply(tx, due);
        throw new RangeError('ill in another way');
      });
      expect(await letters.replay(first!, DANA)).toMatchObject({
        outcome: 'failed',
        handledBehind: 0,
        waiting: 2,
        heldUpBy: first,
        letter: {
          state: 'open',
          reason: 'failed',
          attempts: 1,
          error: expect.stringMatching(/^RangeError: ill in another way/),
          resolution: null,
        },
      });
      expect(await tree.steps()).toEqual([]);
      await tree.put([2], 3);
    });

    test('goes on until one that waited fails, which then holds up the rest', async () => {
      const tree = illTree(0, 2);
      const [first] = await tree.put([0, 1, 2, 3]);
      tree.heal(0);
      const answer = await letters.replay(first!, DANA);
      const [second, last] = await tree.open();
      expect(answer).toMatchObject({ handledBehind: 1, waiting: 2, heldUpBy: second });
      expect(await letters.find(second!)).toMatchObject({ reason: 'failed', waiting: 1 });
      await expect(letters.replay(last!, DANA)).rejects.toMatchObject({
        code: 'dead_letter_waits',
        details: { letterId: second },
      });
      expect(await letters.replay(first!, DANA)).toMatchObject({ repeated: true, waiting: 2 });
      expect(await tree.steps()).toEqual([0, 1]);
    });

    test('repeated is a no-op that says so, even when the inbox has forgotten', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0]);
      tree.heal(0);
      await letters.replay(first!, DANA);
      await orchard.admin.query(`DELETE FROM inbox`);
      expect(await letters.replay(first!, LEE)).toMatchObject({
        outcome: 'handled',
        repeated: true,
        letter: { resolution: DANA },
      });
      expect(await tree.steps()).toEqual([0]);
    });

    test('waits out what is transient, and gives up with the letter still open', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0]);
      let failures = 0;
      gardener.on(tree.treeId, async (due, tx) => {
        if (failures++ < 5) throw new TransientError('not now');
        await apply(tx, due);
      });
      await expect(letters.replay(first!, DANA)).rejects.toThrow('not now');
      expect(await letters.find(first!)).toMatchObject({ state: 'open', attempts: 0 });
      expect(await letters.replay(first!, DANA)).toMatchObject({ outcome: 'handled' });
      expect(await tree.steps()).toEqual([0]);
    });

    test('of a letter that was cut short is gone on with by the service itself', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0, 1, 2]);
      // The process died between the letter and those behind it.
      await orchard.admin.query(
        `UPDATE dead_letter SET state = 'dropped', resolution = 'dropped', resolved_at = now(),
                resolved_by = 'user:lee', resolution_reason = 'gone' WHERE id = $1`,
        [first],
      );
      expect(await letters.goOn()).toBe(2);
      expect(await tree.steps()).toEqual([1, 2]);
      expect(await letters.goOn()).toBe(0);
      const [last] = await letters.list({ limit: 1 });
      expect(last?.resolution).toMatchObject({ outcome: 'handled', by: 'system:orchard' });
      const held = illTree(0);
      await held.put([0, 1]);
      expect(await letters.goOn()).toBe(0);
    });

    test('says as its cause what it replays, and what it says goes out', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0]);
      const { eventId } = (await letters.find(first!))!;
      gardener.on(tree.treeId, ([event], tx) =>
        orchard.outbox.add(tx, TreeFelled, event!.tenantId, event!.payload),
      );
      await letters.replay(first!, DANA);
      const { rows } = await orchard.admin.query(`SELECT causation_id, type FROM outbox`);
      expect(rows).toEqual([{ causation_id: eventId, type: 'orchard.tree.felled.v1' }]);
    });
  });

  /** Until one transaction waits for another. */
  const somebodyWaits = (): Promise<void> =>
    eventually(async () => {
      const { rowCount } = await orchard.admin.query(`SELECT FROM pg_locks
         JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()`);
      expect(rowCount).toBeGreaterThan(0);
    }, SLOW);

  describe('between the last that waited and the first that flows', () => {
    test('nothing overtakes and nothing is left behind, however they meet', async () => {
      for (let round = 0; round < 12; round++) {
        const tree = illTree(0);
        const [first] = await tree.put([0, 1]);
        tree.heal(0);
        const arriving = (async () => {
          for (let step = 2; step < 30; step++) {
            await transport.produce([tree.record(step)]);
            if (step % 5 === round % 5) await sleep(round);
          }
        })();
        await sleep(round * 3);
        await letters.replay(first!, DANA);
        await arriving;
        // Nobody goes on with what is left: there must be nothing left.
        await eventually(async () => expect(await tree.steps()).toHaveLength(30), SLOW);
        expect(await tree.steps()).toEqual([...Array(30).keys()]);
        expect(await tree.open()).toEqual([]);
      }
    }, 120_000);

    test('an arrival that sees the last letter holds its end up until it is parked itself', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0]);
      tree.heal(0);
      const reached = gate();
      const resume = gate();
      const other = illTree();
      gardener.on(other.treeId, async (due, tx) => {
        reached.open();
        await resume.opened;
        await apply(tx, due);
      });
      const batch = [tree.record(1), other.record(0)].map(asIncoming);
      const arriving = events.handle(batch, active);
      await reached.opened;
      const replaying = letters.replay(first!, DANA);
      await somebodyWaits();
      expect(await tree.steps()).toEqual([]);
      resume.open();
      await arriving;
      expect(await replaying).toMatchObject({ handledBehind: 1, waiting: 0 });
      expect(await tree.steps()).toEqual([0, 1]);
    });

    test('an arrival that comes while the last letter ends waits, then flows', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0]);
      const reached = gate();
      const resume = gate();
      gardener.on(tree.treeId, async (due, tx) => {
        if (due[0]!.payload.step === 0) {
          reached.open();
          await resume.opened;
        }
        await apply(tx, due);
      });
      const replaying = letters.replay(first!, DANA);
      await reached.opened;
      const arriving = events.handle([asIncoming(tree.record(1))], active);
      await somebodyWaits();
      resume.open();
      await Promise.all([replaying, arriving]);
      expect(await tree.steps()).toEqual([0, 1]);
      expect(await tree.open()).toEqual([]);
    });
  });

  test('a replay and an arrival that want the same row do not stand in each other’s way', async () => {
    const [tree, other] = [illTree(0), illTree()];
    const [first] = await tree.put([0]);
    const reached = gate();
    const resume = gate();
    let handled = 0;
    for (const { treeId } of [tree, other])
      gardener.on(treeId, async (due, tx) => {
        handled++;
        // An account, for instance.
        await tx.query(`SELECT FROM outbox_lease WHERE shard = 0 FOR UPDATE`);
        reached.open();
        await resume.opened;
        await apply(tx, due);
      });
    const replaying = letters.replay(first!, DANA);
    await reached.opened;
    const batch = [tree.record(1), other.record(0)].map(asIncoming);
    const arriving = events.handle(batch, active);
    await somebodyWaits();
    resume.open();
    await Promise.all([replaying, arriving]);
    expect(handled).toBe(3);
    expect([await tree.steps(), await other.steps()]).toEqual([[0, 1], [0]]);
  });

  describe('a drop', () => {
    test('takes that letter alone, and those behind it go on', async () => {
      const tree = illTree(1);
      const [first] = await tree.put([0, 1, 2, 3], 3);
      expect(await letters.drop(first!, LEE)).toMatchObject({
        outcome: 'dropped',
        handledBehind: 2,
        letter: { state: 'dropped', resolution: { outcome: 'dropped', ...LEE } },
      });
      expect(await tree.steps()).toEqual([0, 2, 3]);
      expect(await letters.drop(first!, DANA)).toMatchObject({
        repeated: true,
        letter: { resolution: LEE },
      });
      await expect(letters.replay(first!, DANA)).rejects.toMatchObject({
        code: 'dead_letter_dropped',
        details: { resolvedBy: LEE.by },
      });
    });

    test('of one that waits lets those before it wait on', async () => {
      const tree = illTree(0);
      const [first, second] = await tree.put([0, 1, 2]);
      expect(await letters.drop(second!, LEE)).toMatchObject({
        handledBehind: 0,
        waiting: 2,
        heldUpBy: first,
      });
      tree.heal(0);
      await letters.replay(first!, DANA);
      expect(await tree.steps()).toEqual([0, 2]);
      await expect(letters.drop(first!, LEE)).rejects.toMatchObject({
        code: 'dead_letter_replayed',
        details: { resolvedBy: DANA.by },
      });
    });
  });

  describe('two operators at once', () => {
    test('one wins, the other hears that somebody is at it', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0, 1]);
      const reached = gate();
      const resume = gate();
      gardener.on(tree.treeId, async (due, tx) => {
        reached.open();
        await resume.opened;
        await apply(tx, due);
      });
      const winner = letters.replay(first!, DANA);
      await reached.opened;
      const other = new DeadLetters(orchard.name, orchard.database, logger);
      other.replayBy(events.dispatcher);
      const code = 'dead_letter_busy';
      await expect(other.replay(first!, LEE)).rejects.toMatchObject({ code });
      await expect(other.drop(first!, LEE)).rejects.toMatchObject({ code });
      resume.open();
      expect(await winner).toMatchObject({ outcome: 'handled', handledBehind: 1 });
      expect(await tree.steps()).toEqual([0, 1]);
    });

    test('at ten aggregates, twenty times each, every event has one effect', async () => {
      const trees = Array.from({ length: 10 }, () => illTree(0));
      for (const tree of trees) {
        await tree.put([0, 1, 2]);
        tree.heal(0);
      }
      const asked = trees.flatMap((tree) =>
        Array.from({ length: 20 }, async (_, turn) => {
          const [first] = await tree.open();
          if (first) await (turn % 4 ? letters.replay(first, DANA) : letters.goOn());
        }),
      );
      const answers = await Promise.allSettled(asked);
      const codes = answers.flatMap((a) =>
        a.status === 'rejected' ? [(a.reason as { code: string }).code] : [],
      );
      expect(new Set(['dead_letter_busy', ...codes])).toEqual(new Set(['dead_letter_busy']));
      await letters.goOn();
      for (const tree of trees) expect(await tree.steps()).toEqual([0, 1, 2]);
    });
  });

  describe('a malformed letter', () => {
    test('is replayed once a deploy knows it; before, it stays', async () => {
      const tree = illTree();
      const id = await putStrange(tree.record(0));
      expect(await letters.replay(id, DANA)).toMatchObject({
        outcome: 'failed',
        letter: { state: 'open', reason: 'malformed', attempts: 1 },
      });
      await deploy(id);
      expect(await letters.replay(id, DANA)).toMatchObject({ outcome: 'handled' });
      expect(await tree.steps()).toEqual([0]);
    });

    test('whose event had its effect since is a no-op that says so, however late', async () => {
      const tree = illTree();
      const record = tree.record(0);
      const id = await putStrange(record);
      await deploy(id);
      // The offsets were set back after the deploy.
      await transport.produce([record]);
      await eventually(async () => expect(await tree.steps()).toEqual([0]), SLOW);
      await orchard.admin.query(`UPDATE inbox SET received_at = now() - interval '15 days'`);
      await forgetOldEvents(orchard.database);
      expect(await letters.replay(id, DANA)).toMatchObject({
        outcome: 'already_handled',
        letter: { state: 'replayed', resolution: { outcome: 'already_handled' } },
      });
      expect(await tree.steps()).toEqual([0]);
      await forgetOldEvents(orchard.database);
      expect(await orchard.count('inbox')).toBe(0);
    });

    test('waits for earlier ones of its aggregate that failed, and no longer', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0]);
      const id = await putStrange(tree.record(1));
      await deploy(id);
      await expect(letters.replay(id, DANA)).rejects.toMatchObject({ code: 'dead_letter_waits' });
      tree.heal(0);
      await letters.replay(first!, DANA);
      expect(await letters.replay(id, DANA)).toMatchObject({ outcome: 'handled' });
      expect(await tree.steps()).toEqual([0, 1]);
    });

    test('of a type that nobody here has a use for is done with', async () => {
      const tree = illTree();
      const id = await putStrange(tree.record(0));
      await orchard.admin.query(
        `UPDATE dead_letter SET headers = headers || '{"ce_type": "orchard.tree.felled.v1"}'`,
      );
      expect(await letters.replay(id, DANA)).toMatchObject({ outcome: 'ignored' });
    });

    test('can be dropped', async () => {
      const id = await putStrange(illTree().record(0));
      expect(await letters.drop(id, LEE)).toMatchObject({ outcome: 'dropped', waiting: 0 });
    });
  });

  describe('on the way in', () => {
    test('an event that another consumer handled meanwhile is not put aside', async () => {
      const tree = illTree();
      const record = asIncoming(tree.record(0));
      const sick = new Gardener();
      sick.on(tree.treeId, async () => {
        throw new TypeError('only here');
      });
      let transactions = 0;
      const overtaken = new Proxy(orchard.database, {
        get(target, property: keyof Database) {
          if (property !== 'asWorker') return Reflect.get(target, property) as unknown;
          return async (work: Parameters<Database['asWorker']>[0]) => {
            // In a batch, alone, and then to bury it: before that the other one, who has the partition now.
            if (++transactions === 3) await events.handle([record], active);
            return target.asWorker(work);
          };
        },
      });
      const late = new EventConsumer(orchard.name, overtaken, sick.table(), logger);
      await late.handle([record], active);
      expect(await tree.steps()).toEqual([0]);
      expect(await tree.open()).toEqual([]);
    });

    test('a place that another event had once, in a topic made anew, is no reason to lose one', async () => {
      const tree = illTree(0);
      const [once, again] = [tree.record(0), tree.record(0)].map(asIncoming);
      await events.handle([once!], active);
      await events.handle([again!], active);
      const strange = { ...once!, headers: {} };
      await events.handle([strange], active);
      await events.handle([strange], active);
      expect(await orchard.deadLettersOf(tree.rowId)).toHaveLength(3);
    });
  });

  describe('for whoever looks', () => {
    test('lists are newest first, by the page, filtered, and show nothing of the payload', async () => {
      const tree = illTree(0);
      const [first, second, third] = await tree.put([0, 1, 2]);
      const strange = await putStrange(illTree().record(0));
      const idsOf = async (filter: object): Promise<string[]> =>
        (await letters.list({ limit: 10, ...filter })).map(({ id }) => id);
      expect(await idsOf({})).toEqual([strange, third, second, first]);
      expect(await idsOf({ limit: 2 })).toEqual([strange, third]);
      expect(await idsOf({ limit: 2, before: third })).toEqual([second, first]);
      expect(await idsOf({ reason: 'parked' })).toEqual([third, second]);
      expect(await idsOf({ type: 'orchard.tree.sold.v9' })).toEqual([strange]);
      expect(await idsOf({ topic: 'orchard.fruit' })).toEqual([]);
      await letters.drop(strange, LEE);
      expect(await idsOf({ state: 'dropped' })).toEqual([strange]);
      const [letter] = await letters.list({ limit: 1, reason: 'failed' });
      expect(letter).toMatchObject({ id: first, service: 'orchard', tenantId: expect.any(String) });
      expect(letter).not.toHaveProperty('payload');
      expect(letter).not.toHaveProperty('headers');
    });

    test('a letter shows its event whole, bytes that are no text included', async () => {
      const tree = illTree(0);
      const [first] = await tree.put([0, 1]);
      const letter = await letters.find(first!);
      expect(letter).toMatchObject({ payloadEncoding: 'utf8', waiting: 1, subject: tree.treeId });
      expect(JSON.parse(letter?.payload ?? '')).toMatchObject({ treeId: tree.treeId, step: 0 });
      expect(letter?.headers).toMatchObject({ ce_id: letter?.eventId, ce_type: letter?.type });
      const value = Buffer.from([0xff, 0xfe, 0]);
      await events.handle([{ ...asIncoming(tree.record(2)), value }], active);
      const [bytes] = await letters.list({ limit: 1 });
      expect(await letters.find(bytes!.id)).toMatchObject({
        payload: value.toString('base64'),
        payloadEncoding: 'base64',
      });
      expect(await letters.find(newId())).toBeUndefined();
      expect(await letters.replay(newId(), DANA)).toBeUndefined();
    });

    test('what came is never changed by the service, what was decided stays on the row', async () => {
      const [first] = await illTree(0).put([0]);
      for (const change of [`payload = ''`, `headers = '{}'`, `created_at = now()`])
        await expect(
          orchard.database.query(`UPDATE dead_letter SET ${change} WHERE id = $1`, [first]),
        ).rejects.toThrow(/permission denied/);
      await expect(orchard.database.query(`DELETE FROM dead_letter`)).rejects.toThrow(
        /permission denied/,
      );
    });
  });
});

let places = 1_000_000;
function asIncoming(record: OutgoingRecord): IncomingRecord {
  return { ...record, partition: 0, offset: String(places++) };
}

if (kafkaUnavailable) test.skip(`on the kafka transport: ${kafkaUnavailable}`, () => undefined);
