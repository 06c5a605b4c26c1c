/**
 * How soon a text that is sent in one console shows in the others: from before the POST until each of 200
 * open streams has read it, at a steady rate, with everything on one machine. And what streams cost that
 * nobody tells anything: the gateway's CPU with 1,000 of them open, on Kafka, where it is its own process.
 *
 *   npm run bench:stream -w bench [-- --rate=10 --seconds=30 --mode=kafka]
 */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from './harness.mjs';
import { startProduct } from './product.mjs';

const RATE = Number(option('rate') ?? 10);
const SECONDS = Number(option('seconds') ?? 30);
const MODES = option('mode')?.split(',') ?? ['embedded', 'kafka'];
const STREAMS = 200;
const IDLE_STREAMS = 1_000;
const IDLE_SECONDS = 30;
const PER_KEY = 20;
const GOAL_MS = 1_000;
const SCOPES = ['conversations:read', 'messages:read'];

for (const mode of MODES) {
  const product = await startProduct(mode, 64);
  try {
    await product.post('/v1/messages', { contactId: 'ext:C-1', body: 'Warm' });
    const streams = await openStreams(product, STREAMS);
    console.log(`\nStreams, ${mode}: ${RATE} texts a second for ${SECONDS} s, ${STREAMS} streams`);
    await latency(product, streams);
    for (const stream of streams) stream.close();
    if (mode === 'kafka') await idle(product);
  } finally {
    await product.stop();
  }
}

/** Open loop: texts leave at their time, whether or not the ones before were told. */
async function latency(product, streams) {
  for (const stream of streams) stream.readAt.clear();
  const startedAt = performance.now();
  const texts = await Promise.all(
    Array.from({ length: RATE * SECONDS }, async (_, place) => {
      await sleep(Math.max(0, startedAt + (place * 1_000) / RATE - performance.now()));
      const sentAt = performance.now();
      const { id } = await product.post('/v1/messages', { contactId: 'ext:C-1', body: 'Bench' });
      return { id, sentAt, answeredAt: performance.now() };
    }),
  );
  const all = () => streams.every(({ readAt }) => texts.every(({ id }) => readAt.has(id)));
  for (const deadline = performance.now() + 30_000; !all(); await sleep(50))
    if (performance.now() > deadline) throw new Error('not every stream was told of every text');
  const posts = texts.map(({ sentAt, answeredAt }) => answeredAt - sentAt);
  const waits = texts.flatMap(({ id, sentAt }) =>
    streams.map(({ readAt }) => readAt.get(id) - sentAt),
  );
  line('the POST itself', posts);
  line('from before it to each stream', waits);
  const found = quantile(waits, 0.99);
  console.log(
    `  goal: p99 below ${GOAL_MS} ms: ${format(found)}, ${found < GOAL_MS ? 'met' : 'missed'}`,
  );
}

async function idle(product) {
  await sleep(15_000);
  const without = await gatewayShare(product);
  const streams = await openStreams(product, IDLE_STREAMS);
  await sleep(5_000);
  const share = await gatewayShare(product);
  for (const stream of streams) stream.close();
  const [before, after] = [without, share].map((each) => `${(each * 100).toFixed(2)} %`);
  console.log(
    `  the gateway's CPU, idle: ${before} of a core; with ${IDLE_STREAMS} streams: ${after}`,
  );
  const own = share - without;
  console.log(
    `  goal: below 1 % of a core for them: ${(own * 100).toFixed(2)} %, ${own < 0.01 ? 'met' : 'missed'}`,
  );
}

async function gatewayShare(product) {
  const before = product.cpuMs().get('gateway');
  await sleep(IDLE_SECONDS * 1_000);
  return (product.cpuMs().get('gateway') - before) / (IDLE_SECONDS * 1_000);
}

async function openStreams(product, count) {
  const streams = [];
  while (streams.length < count) {
    const key = await product.keyWith(SCOPES);
    const open = Array.from({ length: PER_KEY }, () => openStream(product.port, key));
    streams.push(...(await Promise.all(open)));
  }
  return streams;
}

/** A stream that notes when it read of which text first. */
function openStream(port, key) {
  const readAt = new Map();
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` };
    http
      .get({ host: '127.0.0.1', port, path: '/v1/stream', headers, agent: false }, (response) => {
        if (response.statusCode !== 200) {
          reject(new Error(`a stream: ${response.statusCode}`));
          return;
        }
        let rest = '';
        response.setEncoding('utf8').on('data', (piece) => {
          const lines = (rest + piece).split('\n');
          rest = lines.pop();
          for (const text of lines) {
            const id = /"messageId": "([\w-]{36})"/.exec(text)?.[1];
            if (id && !readAt.has(id)) readAt.set(id, performance.now());
          }
        });
        response.on('error', () => undefined);
        resolve({ readAt, close: () => response.destroy() });
      })
      .on('error', reject);
  });
}

function line(name, values) {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => format(quantile(values, share)));
  console.log(`  ${name.padEnd(30)} p50 ${p50} ms, p99 ${p99} ms, at most ${max} ms`);
}

function quantile(values, share) {
  return values.toSorted((one, other) => one - other)[Math.floor(share * (values.length - 1))];
}

function option(name) {
  return process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
}
