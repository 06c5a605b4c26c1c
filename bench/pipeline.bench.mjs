/**
 * Texts a second from the API call to settled, on both transports, with the simulator for Twilio and
 * everything on one machine. On Kafka, with a process for each service, every part is measured alone
 * too: the others are stopped meanwhile (SIGSTOP).
 *
 *   npm run bench:pipeline -w bench [-- --texts=1000]
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { format, rateOf } from './harness.mjs';

const TEXTS = Number(process.argv.find((each) => each.startsWith('--texts='))?.slice(8) ?? 1_000);
const LANES = 64;
const HALF_LOAD_SECONDS = 8;
const SCOPES = [
  'balance:read',
  'consents:write',
  'contacts:write',
  'messages:read',
  'messages:write',
];
const LAUNCHER = fileURLToPath(new URL('../tools/launcher/start.mjs', import.meta.url));
const OPERATOR = 'bench-operator-of-thirty-characters';

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
  const dataDir = await mkdtemp(join(tmpdir(), 'fieldline-bench-'));
  await chmod(dataDir, 0o755);
  const [port, simulatorPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, [LAUNCHER, ...(mode === 'kafka' ? ['kafka'] : [])], {
    env: {
      ...process.env,
      PORT: port,
      SIMULATOR_PORT: simulatorPort,
      DATA_DIR: dataDir,
      DEMO: '0',
      FIELDLINE_OPERATOR_KEY: OPERATOR,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  while (!output.includes('Fieldline is ready')) {
    if (child.exitCode !== null) throw new Error(output);
    await sleep(100);
  }
  const agent = new http.Agent({ keepAlive: true, maxSockets: LANES });
  const ask = (to, method, path, { body, headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const json = body && JSON.stringify(body);
      const request = http.request(
        {
          host: '127.0.0.1',
          port: to,
          method,
          path,
          agent,
          headers: { ...(json && { 'content-type': 'application/json' }), ...headers },
        },
        (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () =>
            response.statusCode < 300
              ? resolve(JSON.parse(text))
              : reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`)),
          );
        },
      );
      request.on('error', reject);
      request.end(json);
    });
  const operator = (path, body, tenantId) =>
    ask(port, 'POST', path, {
      body,
      headers: {
        authorization: `Bearer ${OPERATOR}`,
        'idempotency-key': randomUUID(),
        ...(tenantId && { 'x-tenant-id': tenantId }),
      },
    });
  const { id: tenantId } = await operator('/v1/tenants', {
    name: 'Bench Plumbing',
    country: 'US',
    timeZone: 'America/Chicago',
    areaCode: '312',
    contactPhone: '+13125550100',
    ownerEmail: 'owner@bench.test',
  });
  await operator(`/v1/tenants/${tenantId}/activation`, {});
  await operator('/v1/adjustments', { segments: 500_000, reason: 'bench' }, tenantId);
  const { secret } = await operator('/v1/api-keys', { name: 'bench', scopes: SCOPES }, tenantId);
  const headers = () => ({ authorization: `Bearer ${secret}`, 'idempotency-key': randomUUID() });
  const get = (path) => ask(port, 'GET', path, { headers: headers() });
  const post = (path, body) => ask(port, 'POST', path, { body, headers: headers() });
  const smsNumber = '+17732001234';
  const contact = { kind: 'customer', name: 'Dana Whitfield', smsNumber };
  await ask(port, 'PUT', '/v1/contacts/ext:C-1', { body: contact, headers: headers() });
  const consent = { action: 'opt_in', basis: 'express', source: 'web_form', proof: 'a form' };
  await post('/v1/consents', { contactId: 'ext:C-1', ...consent });
  const services = () => processesOf(child.pid);
  return {
    get,
    post,
    async send(count) {
      let left = count;
      await Promise.all(
        Array.from({ length: LANES }, async () => {
          while (left-- > 0) await post('/v1/messages', { contactId: 'ext:C-1', body: 'Bench' });
        }),
      );
      return count;
    },
    async until(holds) {
      while (!holds(await get('/v1/balance'))) await sleep(20);
      return TEXTS;
    },
    /** Texts that the customer's phone has got. */
    async texts() {
      const path = `/phones/${encodeURIComponent(smsNumber)}/messages`;
      return (await ask(simulatorPort, 'GET', path)).messages.length;
    },
    /** These services and the gateway run; the others stand still. */
    only(...names) {
      for (const [name, pid] of services())
        process.kill(pid, name === 'gateway' || names.includes(name) ? 'SIGCONT' : 'SIGSTOP');
    },
    cpuMs: () =>
      new Map([['launcher', child.pid], ...services()].map(([name, pid]) => [name, cpuMsOf(pid)])),
    async stop() {
      for (const [, pid] of services()) process.kill(pid, 'SIGCONT');
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** The services that a launcher runs as processes of their own, by name. */
function processesOf(launcher) {
  const found = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/status`, 'utf8').includes(`\nPPid:\t${launcher}\n`)) continue;
      const name = /services\/(\w+)\//.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.[1];
      if (name) found.push([name, Number(pid)]);
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

function cpuMsOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
