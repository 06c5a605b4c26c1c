import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../index.js';
import { ACCOUNT_SID, demo, newSimulator, sdk } from '../testing/harness.js';

describe('every text there is', () => {
  let folder: string;
  let simulator: Simulator;
  let ours: string;
  const phone = '+15122347777';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
    simulator = await newSimulator({ stateDir: folder });
    const client = sdk(simulator);
    ({ phoneNumber: ours } = await client.incomingPhoneNumbers.create({ areaCode: '512' }));
    const statusCallback = 'http://127.0.0.1:9/status/1#rc=0';
    await client.messages.create({ to: phone, from: ours, body: 'First', statusCallback });
    await demo(simulator, 'POST', `/phones/${phone}/messages`, { to: ours, body: 'Second' });
    await client.messages.create({ to: phone, from: ours, body: 'Third' });
  });
  afterAll(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  it('is told once, oldest first, page by page, with its callback', async () => {
    const first = (await demo(simulator, 'GET', '/texts?limit=2')).body;
    expect(first).toMatchObject({
      total: 3,
      keeps: 100_000,
      texts: [
        {
          body: 'First',
          direction: 'to_phone',
          accountSid: ACCOUNT_SID,
          statusCallback: 'http://127.0.0.1:9/status/1#rc=0',
        },
        { body: 'Second', direction: 'from_phone', statusCallback: null },
      ],
    });
    expect(first.next).toBe(first.texts[1].sid);
    const second = (await demo(simulator, 'GET', `/texts?limit=2&after=${first.next}`)).body;
    expect(second).toMatchObject({ texts: [{ body: 'Third' }], next: null });
  });

  it('refuses a page after a text that it does not have', async () => {
    const { status, body } = await demo(simulator, 'GET', '/texts?after=SM0');
    expect([status, body.code]).toEqual([404, 'unknown_text']);
  });

  it('is found by the folder of the state', async () => {
    expect(await readFile(join(folder, 'address'), 'utf8')).toBe(`${simulator.url}\n`);
  });
});
