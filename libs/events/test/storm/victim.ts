/** A process with a relay and consumers, which kills itself by SIGKILL at the moment that it was told. */
import { Database, type DatabaseSettings } from '@fieldline/database';
import { EmbeddedTransport, KafkaTransport, Outbox, type Transport } from '../../src/index.js';
import { logger } from '../transports.js';
import { Actor } from './actor.js';
import { startConsumer, startRelay } from './cast.js';
import { sound } from './craft.js';
import type { Fault } from './faults.js';
import type { Grove } from './grove.js';

/** Given as JSON in the first argument. */
export interface Errand {
  readonly transport: 'embedded' | 'kafka';
  readonly address: string;
  readonly prefix: string;
  readonly sessionTimeoutMs: number;
  readonly groves: Readonly<Record<'quick' | 'slow', { name: string; settings: DatabaseSettings }>>;
  /** None: it lives until it is told to stop, by SIGTERM. */
  readonly fault?: Fault;
}

async function openGrove({ name, settings }: Errand['groves']['quick']): Promise<Grove> {
  const database = await new Database(settings, []).connect();
  return { name, database, outbox: new Outbox(database) };
}

async function openTransport({ transport, address, ...rest }: Errand): Promise<Transport> {
  if (transport === 'embedded') return new EmbeddedTransport(address, logger);
  const { prefix, sessionTimeoutMs } = rest;
  const onFatal = (): void => process.kill(process.pid, 'SIGKILL') as never;
  const brokers = address.split(',');
  return new KafkaTransport({
    brokers,
    clientId: 'victim',
    prefix,
    sessionTimeoutMs,
    logger,
    onFatal,
  });
}

const errand = JSON.parse(process.argv[2] ?? '{}') as Errand;
const transport = await openTransport(errand);
await transport.start([]);
const groves = {
  quick: await openGrove(errand.groves.quick),
  slow: await openGrove(errand.groves.slow),
};
const stage = {
  transport,
  groves,
  craft: sound,
  deadLeave: errand.transport === 'kafka',
  onProduced: () => undefined,
};
const doomed = (victim: Fault['victim']): Actor => {
  const actor = new Actor(() => process.kill(process.pid, 'SIGKILL'));
  if (errand.fault?.victim === victim) void actor.arm(errand.fault.moment, errand.fault.blow);
  return actor;
};
const players = [
  startRelay(stage, doomed('relay')),
  await startConsumer(stage, 'quick', doomed('quick')),
  await startConsumer(stage, 'slow', doomed('slow')),
];
process.send?.('ready');
process.once('SIGTERM', () => {
  void Promise.all(players.map((player) => player.stop()))
    .then(() => transport.close())
    .then(() => process.exit(0));
});
