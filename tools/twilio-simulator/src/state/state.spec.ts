import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLogger } from '../logger.js';
import { demo, newSimulator, sdk, until } from '../testing/harness.js';
import { type Change, Journal } from './journal.js';
import { Store } from './store.js';

describe('state on disk', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const reopen = async () => {
    const store = await Store.open(folder, silentLogger);
    const rows = store.table<number>('n').values();
    store.close();
    return rows;
  };

  it('comes back in order, without what was deleted', async () => {
    const store = await Store.open(folder, silentLogger);
    const table = store.table<number>('n');
    for (let index = 0; index < 5; index += 1) table.put(`k${index}`, index);
    table.put('k1', 10);
    table.delete('k3');
    store.close();
    expect(await reopen()).toEqual([0, 10, 2, 4]);
  });

  it('survives a line torn at any byte, and writes on after it', async () => {
    const store = await Store.open(folder, silentLogger);
    const table = store.table<number>('n');
    table.put('a', 1);
    store.batch(() => {
      table.put('b', 2);
      table.put('c', 3);
    });
    store.close();
    const path = join(folder, 'journal.0.jsonl');
    const whole = await readFile(path);
    const first = whole.indexOf('\n') + 1;
    for (let size = first; size < whole.length; size += 1) {
      await writeFile(path, whole.subarray(0, size));
      expect(await reopen()).toEqual([1]);
      const again = await Store.open(folder, silentLogger);
      again.table<number>('n').put('d', 4);
      again.close();
      expect(await reopen()).toEqual([1, 4]);
    }
  });

  it('says where it is damaged in the middle', async () => {
    await writeFile(join(folder, 'journal.0.jsonl'), '[["n","a",1]]\nnonsense\n[["n","b",2]]\n');
    await expect(reopen()).rejects.toThrow(/journal\.0\.jsonl:2 is damaged/);
  });

  it('is compacted while changes go on, and loses none', async () => {
    const rows = new Map<string, unknown>();
    const journal = await Journal.open(folder, () => undefined);
    const put = (key: string, value: number | null) => {
      if (value === null) rows.delete(key);
      else rows.set(key, value);
      journal.append([['n', key, value]]);
    };
    for (let index = 0; index < 3_000; index += 1) put(`k${index % 1_500}`, index);
    const live = function* (): Generator<Change> {
      for (const [key, value] of rows) yield ['n', key, value];
    };
    const compacted = journal.compact(live());
    for (let index = 0; index < 300; index += 1) {
      put(`k${index}`, index % 2 ? -index : null);
      put(`new${index}`, index);
      if (index % 20 === 0) await new Promise(setImmediate);
    }
    await compacted;
    put('last', 1);
    journal.close();
    expect((await readdir(folder)).toSorted()).toEqual(['journal.1.jsonl', 'snapshot.1.jsonl']);

    const read = new Map<string, unknown>();
    const again = await Journal.open(folder, ([, key, value]) =>
      value === null ? read.delete(key) : read.set(key, value),
    );
    again.close();
    expect(read).toEqual(rows);
  });

  it('reads on from the last whole snapshot after a crash in compaction', async () => {
    await writeFile(join(folder, 'snapshot.3.jsonl'), '[["n","a",1]]\n');
    await writeFile(join(folder, 'journal.3.jsonl'), '[["n","b",2]]\n');
    await writeFile(join(folder, 'journal.4.jsonl'), '[["n","c",3]]\n[["n","a",null]]\n');
    await writeFile(join(folder, 'snapshot.4.jsonl.part'), '[["n","c"');
    await writeFile(join(folder, 'journal.2.jsonl'), '[["n","old",0]]\n');
    expect(await reopen()).toEqual([2, 3]);
    await appendFile(join(folder, 'journal.4.jsonl'), '[["n","d",4]]\n');
    expect(await reopen()).toEqual([2, 3, 4]);
  });

  it('keeps phones, messages, numbers, accounts and opt-outs over a restart', async () => {
    const phone = '+15122345555';
    const timing = { sentAfterMs: 400, deliveredAfterMs: 10 };
    const first = await newSimulator({ stateDir: folder, timing });
    const sub = await sdk(first).api.v2010.accounts.create({ friendlyName: 'Acme' });
    const acting = sdk(first, { actingOn: sub.sid });
    const number = await acting.incomingPhoneNumbers.create({ areaCode: '512' });
    const ours = number.phoneNumber;
    const { sid } = await acting.messages.create({ to: phone, from: ours, body: 'Hello' });
    await demo(first, 'POST', `/phones/${phone}/messages`, { to: ours, body: 'STOP' });
    await first.close();

    const second = await newSimulator({ stateDir: folder });
    try {
      const own = sdk(second, { sid: sub.sid, token: sub.authToken });
      await until(async () => (await own.messages(sid).fetch()).status === 'delivered');
      expect(await own.messages.list()).toHaveLength(2);
      const { body } = await demo(second, 'GET', `/phones/${phone}/messages`);
      expect(body.messages).toMatchObject([
        { body: 'Hello', status: 'delivered' },
        { body: 'STOP', status: 'received' },
        { automatic: true },
      ]);
      await expect(
        own.messages.create({ to: phone, from: ours, body: 'Hello' }),
      ).rejects.toMatchObject({ code: 21610 });
      const { body: phones } = await demo(second, 'GET', '/phones');
      expect(phones).toMatchObject({
        phones: [{ number: phone, stopped: [ours] }],
        businessNumbers: [{ number: ours }],
      });
    } finally {
      await second.close();
    }
  });
});
