import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SupervisedService, TRIES } from './supervised-service.js';

/** Writes down what happens to it, and does as the file `behaviour` says. */
const SCRIPT = `
import { appendFileSync, readFileSync } from 'node:fs';
const note = (what) => appendFileSync(process.env.LOG, what + ' ' + process.pid + '\\n');
const behaviour = readFileSync(process.env.BEHAVIOUR, 'utf8');
process.on('disconnect', () => process.exit(0));
if (behaviour === 'dies') process.exit(3);
process.on('SIGTERM', () => {
  note('told');
  if (behaviour !== 'deaf') setTimeout(() => { note('gone'); process.exit(0); }, 30);
});
note('up');
process.send('ready');
setInterval(() => undefined, 1000);
`;

let dir: string;
let service: SupervisedService;
let said: string[];
let givenUp: PromiseWithResolvers<Error>;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'supervised-'));
  writeFileSync(join(dir, 'main.mjs'), SCRIPT);
  said = [];
  givenUp = Promise.withResolvers();
  behave('well');
});

afterEach(async () => {
  await service.stop(0);
  rmSync(dir, { recursive: true });
});

const file = (name: string) => join(dir, name);
const behave = (behaviour: string) => writeFileSync(file('behaviour'), behaviour);
const log = () =>
  existsSync(file('log'))
    ? readFileSync(file('log'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0])
    : [];

async function supervise(sharesPort = true, replicas = 1): Promise<SupervisedService> {
  const environment = { LOG: file('log'), BEHAVIOUR: file('behaviour') };
  service = new SupervisedService(
    { name: 'billing', main: file('main.mjs'), environment },
    {
      replicas,
      sharesPort,
      say: (message) => void said.push(message),
      onGivenUp: (error) => givenUp.resolve(error),
      pace: 0.01,
    },
  );
  await service.start();
  return service;
}

/** Waits for a process other than these. */
async function another(...old: number[]): Promise<number> {
  for (;;) {
    const fresh = service.pids.find((pid) => !old.includes(pid));
    if (fresh !== undefined) return fresh;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('SupervisedService', () => {
  test('a process that is killed is started again, and that is said', async () => {
    const [pid = 0] = (await supervise()).pids;
    process.kill(pid, 'SIGKILL');
    await another(pid);
    expect(said).toEqual([
      `billing, process ${pid}, died: SIGKILL. Starting it again in 500 ms, try 1 of ${TRIES}`,
    ]);
  });

  test('one that somebody told to end is started again at once', async () => {
    const [pid = 0] = (await supervise()).pids;
    process.kill(pid, 'SIGTERM');
    await another(pid);
    expect(said).toEqual([`billing, process ${pid}, was stopped: starting it again`]);
  });

  test('one that dies over and over is given up', async () => {
    const [pid = 0] = (await supervise()).pids;
    behave('dies');
    process.kill(pid, 'SIGKILL');
    const { message } = await givenUp.promise;
    expect(said).toHaveLength(TRIES);
    expect(said.at(-1)).toContain(`did not start: exit code 3. Starting it again in 8000 ms`);
    expect(message).toContain(`It died ${TRIES + 1} times in a row.`);
    expect(service.pids).toEqual([]);
  });

  test('at the first start a death is an error', async () => {
    behave('dies');
    await expect(supervise()).rejects.toThrow('billing did not start: exit code 3');
    expect(said).toEqual([]);
  });

  test('where the port is shared, the new one is up before the old one is told', async () => {
    const old = (await supervise(true, 2)).pids;
    await service.roll();
    expect(log()).toEqual(['up', 'up', 'up', 'told', 'gone', 'up', 'told', 'gone']);
    expect(service.pids).toHaveLength(2);
    expect(service.pids.filter((pid) => old.includes(pid))).toEqual([]);
  });

  test('where it is not, the old one goes first', async () => {
    await supervise(false);
    await service.roll();
    expect(log()).toEqual(['up', 'told', 'gone', 'up']);
  });

  test('while the new one does not come up, the old one stays', async () => {
    const { pids } = await supervise();
    behave('dies');
    await expect(service.roll()).rejects.toThrow('billing did not start: exit code 3');
    expect(service.pids).toEqual(pids);
  });

  test('stopped, it lets each finish and starts none again', async () => {
    await supervise(true, 2);
    expect(await service.stop(5_000)).toBe(true);
    expect(log()).toEqual(['up', 'up', 'told', 'told', 'gone', 'gone']);
    expect(service.pids).toEqual([]);
    expect(said).toEqual([]);
  });

  test('one that does not end in time is killed, and the stop says so', async () => {
    behave('deaf');
    const [pid] = (await supervise()).pids;
    expect(await service.stop(200)).toBe(false);
    expect(said).toEqual([`billing, process ${pid}, did not end well: SIGKILL`]);
  });
});
