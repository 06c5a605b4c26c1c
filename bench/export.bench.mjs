/**
 * What a business's export takes of memory: 100,000 texts through the gateway of the product as `npm start`
 * runs it, all services in the one process. The second export stands still for a while in its midst, as a
 * browser on a bad line does. With `--mode=kafka` the gateway is a process of its own, and is what is looked at.
 *
 *   npm run bench:export -w bench [-- --messages=100000] [-- --mode=kafka]
 */
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { format } from './harness.mjs';
import { startProduct } from './product.mjs';

const MESSAGES = Number(option('messages') ?? 100_000);
const MODE = option('mode') ?? 'embedded';
const GOAL_MB = 150;
const REST_MS = 10_000;
const PAUSE_MS = 5_000;
const LOOK_EVERY_MS = 20;

const product = await startProduct(MODE, 1);
try {
  await product.post('/v1/messages', { contactId: 'ext:C-1', body: 'The thread begins' });
  await seed(product);
  console.log(`\nExport, ${MODE}: ${format(MESSAGES)} texts`);
  for (const pauseMs of [0, PAUSE_MS, 0]) await look(pauseMs);
} finally {
  await product.stop();
}

async function look(pauseMs) {
  await sleep(REST_MS);
  const pid =
    MODE === 'kafka' ? product.services().find(([name]) => name === 'gateway')[1] : product.pid;
  const before = residentMb(pid);
  let highest = before;
  const looking = setInterval(() => (highest = Math.max(highest, residentMb(pid))), LOOK_EVERY_MS);
  const startedAt = performance.now();
  const { texts, bytes, isWhole } = await exported(pauseMs);
  const seconds = (performance.now() - startedAt) / 1_000;
  clearInterval(looking);
  if (!isWhole || texts < MESSAGES) throw new Error(`not all of it came: ${texts} texts`);
  const more = highest - before;
  console.log(
    `  ${format(texts)} texts, ${format(bytes / 2 ** 20)} MB in ${seconds.toFixed(1)} s${pauseMs > 0 ? `, ${pauseMs / 1_000} s of them still` : ''}: ` +
      `${format(more)} MB above the ${format(before)} MB at rest`,
  );
  console.log(`  goal: below ${GOAL_MB} MB: ${format(more)}, ${more < GOAL_MB ? 'met' : 'missed'}`);
}

/** Reads it to the end. Halfway it waits for so long. */
async function exported(pauseMs) {
  const response = await begin(`/v1/tenants/${product.tenantId}/export`, product.operatorKey);
  let [texts, bytes, last, rest, hasWaited] = [0, 0, '', '', pauseMs === 0];
  for await (const piece of response.setEncoding('latin1')) {
    bytes += piece.length;
    const lines = (rest + piece).split('\n');
    rest = lines.pop();
    last = lines.at(-1) ?? last;
    texts += lines.filter((line) => line.includes('"table":"message","row"')).length;
    if (hasWaited || texts < MESSAGES / 2) continue;
    hasWaited = true;
    await sleep(pauseMs);
  }
  return { texts, bytes, isWhole: last === '{"complete":true}' };
}

function begin(path, key) {
  const headers = { authorization: `Bearer ${key}` };
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: product.port, path, headers }, resolve).on('error', reject);
  });
}

/** As texts come and go, into the one thread that is there. */
async function seed({ connect, tenantId }) {
  const [worker, owner] = [
    await connect('messaging', 'worker'),
    await connect('messaging', 'owner'),
  ];
  await worker.query(
    `INSERT INTO messaging.message (tenant_id, id, conversation_id, number_id, recipient_id, direction,
            status, body, encoding, quoted_segments, sent_by, timeline, created_at)
     SELECT $1, gen_random_uuid(), v.id, v.number_id, v.recipient_id, 'inbound', 'received',
            repeat('on our way to you, ', 7), 'GSM-7', 1, 'customer', '[]', now() - n * interval '1 minute'
       FROM messaging.conversation v, generate_series(1, $2::int) n WHERE v.tenant_id = $1`,
    [tenantId, MESSAGES],
  );
  await owner.query('ANALYZE messaging.message');
  for (const client of [worker, owner]) await client.end();
}

function residentMb(pid) {
  return (
    Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1_024
  );
}

function option(name) {
  return process.argv.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
}
