import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inspectInstallation, verifyInstallation } from '../src/index.js';
import type { SimulatedText } from '../src/simulator-texts.js';
import { createInstallation, type TestInstallation } from './installation.js';
import { seedSql } from './seed.js';

let clean: TestInstallation;
let server: Server;
let simulatorUrl: string;
/** What the simulator answers: as many texts a page as it likes. */
let texts: SimulatedText[] = [];
let keeps = 100_000;
const PAGE = 4;

beforeAll(async () => {
  clean = await createInstallation(seedSql({ tenants: 1, textsEach: 12 }));
  server = createServer((request, response) => {
    const after = new URL(request.url ?? '', 'http://simulator').searchParams.get('after');
    const start = texts.findIndex(({ sid }) => sid === after) + 1;
    const page = texts.slice(start, start + PAGE);
    const next = start + PAGE < texts.length ? page.at(-1)?.sid : null;
    response.end(JSON.stringify({ total: texts.length, keeps, texts: page, next }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  simulatorUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 120_000);
afterAll(async () => {
  server.close();
  await clean.drop();
});

const OURS = '+13125000001';
const at = new Date(Date.now() - 2 * 3_600_000).toISOString();
const id = (kind: number, n: number): string =>
  `0000000${kind}-0000-5000-8000-0001${n.toString(16).padStart(8, '0')}`;

/** The seed's texts as a simulator has them: 6 came through though nobody knows, 8, 9 and on are sent. */
function phones(): SimulatedText[] {
  const sent = [6, 8, 9, 10, 11, 12].map((n) => textOf(n, 1 + (n % 3), 'to_phone'));
  const came = [textOf(1, 1, 'from_phone'), textOf(2, 2, 'from_phone'), textOf(3, 2, 'from_phone')];
  const reply = { ...textOf(99, 1, 'to_phone'), automatic: true, statusCallback: null };
  return [...came, reply, ...sent];
}

function textOf(n: number, phone: number, direction: SimulatedText['direction']): SimulatedText {
  const theirs = `+1773200000${phone}`;
  const isOut = direction === 'to_phone';
  return {
    sid: `SM1-${n}`,
    at,
    direction,
    from: isOut ? OURS : theirs,
    to: isOut ? theirs : OURS,
    body: `Text ${n}`,
    automatic: false,
    statusCallback: isOut
      ? `https://fieldline.test/webhooks/twilio/status/${id(1, 0)}/${id(6, n)}/mac`
      : null,
  };
}

const without = (n: number): SimulatedText[] => phones().filter(({ sid }) => sid !== `SM1-${n}`);
const changed = (n: number, change: Partial<SimulatedText>): SimulatedText[] =>
  phones().map((text) => (text.sid === `SM1-${n}` ? { ...text, ...change } : text));

const PLANTED: readonly (readonly [string, string, () => SimulatedText[]])[] = [
  [
    'simulator.text-twice',
    'one text posted twice',
    () => [...phones(), { ...textOf(11, 3, 'to_phone'), sid: 'SM1-77' }],
  ],
  ['simulator.text-missing', 'a text that never reached Twilio', () => without(8)],
  [
    'simulator.text-never-sent',
    'a text that was canceled, and went',
    () => [...phones(), textOf(7, 2, 'to_phone')],
  ],
  ['simulator.text-differs', 'other words', () => changed(11, { body: 'Text' })],
  ['simulator.text-differs', 'another phone', () => changed(11, { to: '+17732000001' })],
  ['simulator.text-differs', `another text's id`, () => changed(11, { sid: 'SM1-78' })],
  ['simulator.text-differs', 'other words that came in', () => changed(2, { body: 'Text' })],
  [
    'simulator.text-unasked',
    'a text of no message',
    () => [...phones(), textOf(55, 2, 'to_phone')],
  ],
  [
    'simulator.text-unasked',
    'a text without our callback',
    () => changed(6, { statusCallback: 'https://elsewhere.test/' }),
  ],
  [
    'simulator.inbound-lost',
    'a text that we never got',
    () => [...phones(), textOf(56, 3, 'from_phone')],
  ],
  ['simulator.inbound-invented', 'a text from nobody', () => without(3)],
];

describe('the phones beside the messages', () => {
  const verify = () =>
    verifyInstallation({ databaseUrls: [clean.url], simulatorUrl, atRest: true });

  test('agree', async () => {
    texts = phones();
    expect(await verify()).toEqual([]);
  });

  test.each(PLANTED)('%s: %s', async (name, _, plant) => {
    texts = plant();
    expect(await verify()).toEqual([expect.objectContaining({ name, count: 1 })]);
  });

  test('what the simulator has forgotten is not missing', async () => {
    keeps = 9;
    texts = without(8);
    expect(await verify()).toEqual([]);
    keeps = 100_000;
  });

  test('without a simulator they are not compared, and it says so', async () => {
    const outcomes = await inspectInstallation({ databaseUrls: [clean.url], atRest: true });
    const notChecked = outcomes.filter((outcome) => outcome.notChecked !== undefined);
    expect(new Set(notChecked.map(({ name }) => name.split('.')[0]))).toEqual(
      new Set(['simulator']),
    );
  });

  test('a simulator that is away is not taken for one that agrees', async () => {
    const away = verifyInstallation({
      databaseUrls: [clean.url],
      simulatorUrl: 'http://127.0.0.1:1',
      atRest: true,
    });
    await expect(away).rejects.toMatchObject({ name: 'CouldNotVerify' });
  });
});
