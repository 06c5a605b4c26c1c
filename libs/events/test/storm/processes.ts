/** Real processes, one after another, each killed by SIGKILL at its moment. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openOrchard, TOPICS } from '../orchard.js';
import { PREFIX, type TransportCase } from '../transports.js';
import { Chooser } from './chooser.js';
import { chooseFault, type Fault, VICTIMS } from './faults.js';
import { plantGrove } from './grove.js';
import { settled } from './settled.js';
import { type Violation, violationsIn } from './verdict.js';
import type { Errand } from './victim.js';

const SAID_PER_LIFE = 24;
const LIFE_MS = 20_000;
/** A busy machine may take half a minute to start a process. */
const QUIET_MS = 60_000;
/** The shortest that a broker's group coordinator and a slow machine make sense of. */
const SESSION_MS = 3_000;

export interface Lives {
  readonly seed: number;
  readonly kills: number;
  readonly seconds: number;
}

/** @returns how many died by SIGKILL, and what is wrong in the end */
export async function killProcesses(
  { name, ground: prepare }: TransportCase,
  { seed, kills, seconds }: Lives,
): Promise<{ kills: number; violations: Violation[] }> {
  const ground = await prepare();
  const orchards = { quick: await openOrchard(), slow: await openOrchard() };
  const growth = await plantGrove(orchards.quick);
  // Makes the log or the topics; two processes never have the embedded log open at once.
  await (await ground.open(TOPICS)).close();
  const errand: Errand = {
    transport: name,
    address: ground.address,
    prefix: PREFIX,
    sessionTimeoutMs: SESSION_MS,
    groves: orchards,
  };
  const chooser = new Chooser(seed);
  const deadline = performance.now() + seconds * 1_000;
  const hearing = new Map(Object.entries(orchards));
  const find = (): Promise<Violation[]> => violationsIn(orchards.quick, hearing, []);
  let killed = 0;
  try {
    while (killed < kills && performance.now() < deadline) {
      await orchards.quick.admin.query(`UPDATE outbox_lease SET expires_at = '-infinity'`);
      const child = live({ ...errand, fault: mortal(chooser) });
      const died = ended(child);
      await growth.say(chooser, SAID_PER_LIFE);
      // Whose moment doesn't come is killed wherever it is.
      const timer = setTimeout(() => child.kill('SIGKILL'), LIFE_MS);
      if ((await died) === 'SIGKILL') killed++;
      clearTimeout(timer);
    }
    await orchards.quick.admin.query(`UPDATE outbox_lease SET expires_at = '-infinity'`);
    const last = live(errand);
    const done = ended(last);
    await settled(hearing, find, QUIET_MS);
    last.kill('SIGTERM');
    await done;
    return { kills: killed, violations: await find() };
  } finally {
    await Promise.all([orchards.quick.close(), orchards.slow.close()]);
    await ground.clear();
  }
}

function mortal(chooser: Chooser): Fault {
  return { ...chooseFault(chooser, chooser.one(VICTIMS)), blow: 'death' };
}

function live(errand: Errand): ChildProcess {
  const argv = [
    '--conditions=fieldline-source',
    '--disable-warning=ExperimentalWarning',
    `--import=${new URL('typescript.mjs', import.meta.url).href}`,
  ];
  const file = fileURLToPath(new URL('victim.ts', import.meta.url));
  const settings = ({ name, settings }: Errand['groves']['quick']) => ({ name, settings });
  const { quick, slow } = errand.groves;
  const plain = { ...errand, groves: { quick: settings(quick), slow: settings(slow) } };
  return fork(file, [JSON.stringify(plain)], { execArgv: argv, stdio: 'inherit' });
}

async function ended(child: ChildProcess): Promise<string> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  if (!signal && code !== 0) throw new Error(`the victim failed by itself with code ${code}`);
  return signal ?? 'in order';
}
