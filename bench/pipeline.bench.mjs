/**
 * Texts a second from the API call to settled, on both transports, with the simulator for Twilio and
 * everything on one machine. On Kafka, with a process for each service, every part is measured alone
 * too: the others are stopped meanwhile (SIGSTOP).
 *
 *   npm run bench:pipeline -w bench [-- --texts=1000]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { format, rateOf } from './harness.mjs';
import { startProduct } from './product.mjs';

const TEXTS = Number(process.argv.find((each) => each.startsWith('--texts='))?.slice(8) ?? 1_000);
const LANES = 64;
const HALF_LOAD_SECONDS = 8;

for (const mode of ['embedded', 'kafka']) {
  const product = await start(mode);
  try {
    await product.send(200);
    await product.until((balance) => balance.held === 0);
    console.log(`\nPipeline, ${mode}, ${TEXTS} texts in ${LANES} lanes`);
    const cpuBefore = product.cpuMs();
    const pipeline = await rateOf(async () => {
      await product.send(TEXTS);
      await product.until((balance) => balance.held === 0);
      return TEXTS;
    });
    line('accepted to settled', pipeline);
    for (const [name, ms] of product.cpuMs())
      console.log(
        `    ${name.padEnd(26)} ${((ms - (cpuBefore.get(name) ?? 0)) / TEXTS).toFixed(2)} ms of CPU a text`,
      );
    if (mode === 'kafka') await parts(product, pipeline);
    await halfLoad(product, pipeline / 2);
  } finally {
    await product.stop();
  }
}

/** Each part has the machine to itself, but for Postgres, Kafka and the gateway. */
async function parts(product, pipeline) {
  product.only('messaging');
  const accept = await rateOf(() => product.send(TEXTS));
  product.only('billing');
  const hold = await rateOf(() => product.until((balance) => balance.held === TEXTS));
  product.only('messaging');
  const before = await product.texts();
  const dispatch = await rateOf(async () => {
    while ((await product.texts()) < before + TEXTS) await sleep(20);
    return TEXTS;
  });
  await sleep(2_000);
  product.only('billing');
  const settle = await rateOf(() => product.until((balance) => balance.held === 0));
  product.only('messaging', 'billing', 'compliance', 'scheduler');
  const rates = { accept, hold, dispatch, settle };
  for (const [name, rate] of Object.entries(rates)) line(`${name} alone`, rate);
  const slowest = Math.min(...Object.values(rates));
  const ratio = pipeline / slowest;
  console.log(
    `  goal: at least 0.5 of the slowest part: ${ratio.toFixed(2)}, ${ratio >= 0.5 ? 'met' : 'missed'}`,
  );
}

/** Open loop: texts leave at their time, whether or not the ones before are through. */
async function halfLoad(product, rate) {
  const count = Math.round(rate * HALF_LOAD_SECONDS);
  const startedAt = performance.now();
  const ids = await Promise.all(
    Array.from({ length: count }, async (_, place) => {
      await sleep(Math.max(0, startedAt + (place * 1_000) / rate - performance.now()));
      return (await product.post('/v1/messages', { contactId: 'ext:C-1', body: 'Half load' })).id;
    }),
  );
  await product.until((balance) => balance.held === 0);
  const texts = [];
  for (const id of ids) texts.push(await product.get(`/v1/messages/${id}`));
  for (const status of ['submitted', 'delivered']) {
    const waits = texts
      .map(({ timeline }) => at(timeline, status) - at(timeline, 'accepted'))
      .toSorted((a, b) => a - b);
    const [p50, p99] = [0.5, 0.99].map((share) => waits[Math.floor(share * (waits.length - 1))]);
    console.log(`  accepted to ${status} at ${format(rate)}/s: p50 ${p50} ms, p99 ${p99} ms`);
  }
}

function at(timeline, status) {
  return Date.parse(timeline.find((each) => each.status === status)?.at);
}

function line(name, rate) {
  console.log(`  ${name.padEnd(28)} ${format(rate).padStart(10)}/s`);
}

async function start(mode) {
  const product = await startProduct(mode, LANES);
  return {
    ...product,
    async send(count) {
      let left = count;
      await Promise.all(
        Array.from({ length: LANES }, async () => {
          while (left-- > 0)
            await product.post('/v1/messages', { contactId: 'ext:C-1', body: 'Bench' });
        }),
      );
      return count;
    },
    async until(holds) {
      while (!holds(await product.get('/v1/balance'))) await sleep(20);
      return TEXTS;
    },
    /** These services and the gateway run; the others stand still. */
    only(...names) {
      for (const [name, pid] of product.services())
        process.kill(pid, name === 'gateway' || names.includes(name) ? 'SIGCONT' : 'SIGSTOP');
    },
  };
}
