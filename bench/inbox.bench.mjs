/**
 * The inbox of a business with 1,000,000 messages in 50,000 threads: list, views, opening a thread, search by
 * number, name and words, and the counts; messaging's own HTTP against the bare SQL on the same data. A second
 * business with a hundredth of that shows whether reads grow with the tables.
 *
 * Every round runs each contestant for a moment, in an order that turns. Ratios are medians of the ratios within
 * a round; `control` is ours once more: how far it is from 1 is how far any ratio can be trusted. Every plan is
 * looked at: none may read a table of threads, messages, words, contacts or numbers from end to end.
 *
 *   npm run bench:inbox -w bench [-- --rounds=9] [-- --messages=1000000]
 */
import { EmbeddedTransport } from '@fieldline/events';
import { generatePrincipalKeys, PrincipalSigner } from '../libs/http/dist/index.js';
import { startService } from '../libs/service/dist/index.js';
import { createLogger } from '@fieldline/telemetry';
import http from 'node:http';
import { messaging } from '../services/messaging/dist/index.js';
import { median } from './harness.mjs';
import { BARE } from './inbox-bare.mjs';
import { COMMON, OFTEN, RARE, seedInbox } from './inbox-seed.mjs';
import { plansOf } from './inbox-plans.mjs';
import { openSchema } from './schema.mjs';

const CALLS = 40;
const GOAL_P95_MS = 300;
/** Of the bare SQL's speed, end to end. */
const GOAL_RATIO = 0.6;
const option = (name, otherwise) =>
  Number(process.argv.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise);
const rounds = option('rounds', 5);
const messages = option('messages', 1_000_000);

const schema = await openSchema('messaging', messaging.migrations);
const { admin } = schema;
await admin.query('DROP INDEX message_words_found');
const seededAt = performance.now();
const big = await seedInbox(admin, { threads: messages / 20, messages, areaCode: '312' });
const small = await seedInbox(admin, {
  threads: messages / 2_000,
  messages: messages / 100,
  areaCode: '773',
});
await admin.query(`SET maintenance_work_mem = '256MB'`);
await admin.query('CREATE INDEX message_words_found ON message_words USING gin (tenant_id, words)');
await admin.query('VACUUM (ANALYZE)');
console.log(`${messages} messages seeded in ${((performance.now() - seededAt) / 1_000) | 0} s`);

const keys = await generatePrincipalKeys();
const signer = await PrincipalSigner.create({ privateKeyJwk: keys.privateKeyJwk });
const logger = createLogger({ service: 'messaging', level: 'fatal' });
const service = await startService(messaging, {
  settings: Object.assign(new messaging.Settings(), {
    tenantUrl: schema.urlOf('tenant'),
    workerUrl: schema.urlOf('worker'),
    principalJwks: JSON.stringify(keys.jwks),
    twilioAccountSid: `AC${'0'.repeat(32)}`,
    twilioAuthToken: 'nobody-is-there',
    twilioBaseUrl: 'http://127.0.0.1:9',
    publicBaseUrl: 'http://127.0.0.1:9',
    callbackSecret: 'a-secret-of-twenty-four-characters',
    smtpSecretKeys: 'k1:a-secret-of-twenty-four-characters',
  }),
  transport: new EmbeddedTransport(schema.adminUrl, logger),
  logger,
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const bigThreads = await threadsOf(big);
const smallThreads = await threadsOf(small);
const suffix = (n) => String(1 + ((n * 7_919) % (messages / 20))).padStart(7, '0');
const READS = {
  list: () => ({ path: '/conversations?limit=50' }),
  'list all': () => ({ path: '/conversations?limit=50&view=all' }),
  'list mine': () => ({ path: '/conversations?limit=50&view=mine' }),
  'list team': () => ({ path: '/conversations?limit=50&view=team' }),
  'list attention': () => ({ path: '/conversations?limit=50&view=attention' }),
  'list unread': () => ({ path: '/conversations?limit=50&unread=true' }),
  open: (n, threads) => {
    const id = threads[n % threads.length];
    return { path: `/conversations/${id}/entries?limit=50`, id };
  },
  counts: () => ({ path: '/conversations/counts' }),
  'search number': (n) => search(suffix(n)),
  'search name': (n, threads) => search(threads.names[n % threads.names.length]),
  'search common word': () => search(COMMON),
  'search frequent word': () => search(OFTEN),
  'search two words': (n) => search(`${OFTEN} w${n * 13}`),
  'search rare word': () => search(RARE),
  'search no such word': (n) => search(`nosuchword${n}`),
  'search beginning': (n) => search(`w${100 + n}`),
};

function search(q) {
  return { path: `/conversations?limit=50&q=${encodeURIComponent(q)}`, q };
}

let missed = 0;
console.log(`\n${CALLS} calls a turn, ${rounds} rounds; milliseconds: p50 / p95`);
for (const [name, readOf] of Object.entries(READS)) {
  const bare = BARE[name.replace(/ .*/, '')];
  const contestants = {
    bare: (n) => bare(admin, big, readOf(n, bigThreads), name),
    ours: (n) => get(big, readOf(n, bigThreads).path),
    control: (n) => get(big, readOf(n, bigThreads).path),
    small: (n) => get(small, readOf(n, smallThreads).path),
  };
  const turns = await timed(contestants);
  const p95 = median(turns.get('ours').map((turn) => turn.p95));
  const speed = Number.parseFloat(ratio(turns, 'bare', 'ours'));
  if (p95 > GOAL_P95_MS) missed += 1;
  if (speed < GOAL_RATIO) missed += 1;
  console.log(
    `  ${name.padEnd(22)} bare ${show(turns, 'bare')}  ours ${show(turns, 'ours')}  bare/ours ${ratio(turns, 'bare', 'ours')}` +
      `  control ${ratio(turns, 'ours', 'control')}  of a hundredth ${ratio(turns, 'ours', 'small')}` +
      (p95 > GOAL_P95_MS ? `  p95 above ${GOAL_P95_MS}: missed` : '') +
      (speed < GOAL_RATIO ? `  below ${GOAL_RATIO} of bare: missed` : ''),
  );
}
for (const { what, plan } of await plansOf(schema, big, { COMMON, OFTEN, RARE }))
  if (/Seq Scan on (message|conversation|message_words|contact|recipient)\b/.test(plan)) {
    missed += 1;
    console.log(`\n${what} reads a table from end to end:\n${plan}`);
  }
await service.stop();
await schema.close();
console.log(missed === 0 ? '\nevery goal is met' : `\n${missed} goals are missed`);
process.exit(missed === 0 ? 0 : 1);

async function threadsOf({ tenantId }) {
  const { rows } = await admin.query(
    `SELECT v.id, c.name FROM conversation v JOIN contact c USING (tenant_id, recipient_id)
      WHERE v.tenant_id = $1 ORDER BY v.id LIMIT 500`,
    [tenantId],
  );
  return Object.assign(
    rows.map(({ id }) => id),
    { names: rows.map((row) => row.name) },
  );
}

async function get({ tenantId, userId }, path) {
  const token = await signer.sign({ kind: 'user', id: userId, tenantId, role: 'agent' });
  return new Promise((resolve, reject) => {
    http
      .get(
        `${service.url}${path}`,
        { agent, headers: { authorization: `Bearer ${token}` } },
        (response) => {
          let text = '';
          response.on('data', (chunk) => (text += chunk));
          response.on('end', () =>
            response.statusCode === 200
              ? resolve(JSON.parse(text))
              : reject(new Error(`${path}: ${text}`)),
          );
        },
      )
      .on('error', reject);
  });
}

async function timed(contestants) {
  const names = Object.keys(contestants);
  const turns = new Map(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1)
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(Math.max(round, 0) + turn) % names.length];
      const tookMs = [];
      for (let call = 0; call < CALLS; call += 1) {
        const startedAt = performance.now();
        await contestants[name](call);
        tookMs.push(performance.now() - startedAt);
      }
      const sorted = tookMs.toSorted((a, b) => a - b);
      const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
      if (round >= 0) turns.get(name).push({ p50: at(0.5), p95: at(0.95) });
    }
  return turns;
}

function show(turns, name) {
  const of = (which) => median(turns.get(name).map((turn) => turn[which])).toFixed(1);
  return `${of('p50')} / ${of('p95')}`.padStart(13);
}

function ratio(turns, one, other) {
  const of = (which) =>
    median(turns.get(one).map((turn, at) => turn[which] / turns.get(other)[at][which])).toFixed(2);
  return `${of('p50')} / ${of('p95')}`;
}
