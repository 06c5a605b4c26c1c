import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { getReady } from './ready.mjs';

const LAUNCHER = fileURLToPath(new URL('../tools/launcher/start.mjs', import.meta.url));
const OPERATOR = 'bench-operator-of-thirty-characters';
const SCOPES = [
  'balance:read',
  'consents:write',
  'contacts:write',
  'messages:read',
  'messages:write',
];

/** The number of the one customer of the bench, `ext:C-1`, who has opted in. */
export const CUSTOMER = '+17732001234';

/**
 * The product on a data directory of its own, with one business, its customer and 500,000 segments.
 * @param mode `embedded`: one process · `kafka`: a process for each service
 * @param lanes connections to it at once
 */
export async function startProduct(mode, lanes) {
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
  const agent = new http.Agent({ keepAlive: true, maxSockets: lanes });
  const ask = (to, method, path, options) => request(agent, to, method, path, options);
  const act = (token, method, path, body, tenantId) =>
    ask(port, method, path, {
      body,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        'idempotency-key': randomUUID(),
        ...(tenantId && { 'x-tenant-id': tenantId }),
      },
    });
  const operator = (path, body, tenantId) => act(OPERATOR, 'POST', path, body, tenantId);
  const { id: tenantId } = await operator('/v1/tenants', {
    name: 'Bench Plumbing',
    country: 'US',
    timeZone: 'America/Chicago',
    areaCode: '312',
    contactPhone: '+13125550100',
    ownerEmail: 'owner@bench.test',
  });
  await operator(`/v1/tenants/${tenantId}/activation`, {});
  await getReady((method, path, body) => act(OPERATOR, method, path, body, tenantId), act);
  await operator('/v1/adjustments', { segments: 500_000, reason: 'bench' }, tenantId);
  /** An API key of the business. */
  const keyWith = async (scopes) =>
    (await operator('/v1/api-keys', { name: 'bench', scopes }, tenantId)).secret;
  const secret = await keyWith(SCOPES);
  const headers = () => ({ authorization: `Bearer ${secret}`, 'idempotency-key': randomUUID() });
  const get = (path) => ask(port, 'GET', path, { headers: headers() });
  const post = (path, body) => ask(port, 'POST', path, { body, headers: headers() });
  const contact = { kind: 'customer', name: 'Dana Whitfield', smsNumber: CUSTOMER };
  await ask(port, 'PUT', '/v1/contacts/ext:C-1', { body: contact, headers: headers() });
  const consent = { action: 'opt_in', basis: 'express', source: 'web_form', proof: 'a form' };
  await post('/v1/consents', { contactId: 'ext:C-1', ...consent });
  const services = () => processesOf(child.pid);
  return {
    port,
    pid: child.pid,
    tenantId,
    operatorKey: OPERATOR,
    get,
    post,
    keyWith,
    services,
    /** Texts that the customer's phone has got. */
    async texts() {
      const path = `/phones/${encodeURIComponent(CUSTOMER)}/messages`;
      return (await ask(simulatorPort, 'GET', path)).messages.length;
    },
    /** @param role `owner` or `worker` */
    connect: (service, role) => connectAs(dataDir, service, role),
    /** What each process has used of a CPU since it began. */
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

function request(agent, port, method, path, { body, headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const json = body && JSON.stringify(body);
    const sent = http.request(
      {
        host: '127.0.0.1',
        port,
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
    sent.on('error', reject);
    sent.end(json);
  });
}

async function connectAs(dataDir, service, role) {
  const pid = readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8');
  const { root } = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8'));
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(pid.split('\n')[3]),
    database: 'fieldline',
    user: `${service}_${role}`,
    password: createHmac('sha256', root).update(`${service} ${role}`).digest('base64url'),
  });
  await client.connect();
  return client;
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
