import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventStream, eventually } from '@fieldline/testing';
import { localInstallation } from '@fieldline/verify';
import { Client } from 'pg';
import { Seal } from '../services/gateway/src/idempotency/idempotency.seal.js';
import type { Answer, Json } from './support/business.js';
import { Canary } from './support/canary/canary.js';
import { fingerprintsOf, type KeyedWrite } from './support/canary/fingerprints.js';
import { Needles } from './support/canary/needles.js';
import { Office } from './support/canary/office.js';
import {
  type Hit,
  inFiles,
  inKeptAnswers,
  inSimulator,
  inTables,
  onTopics,
} from './support/canary/places.js';
import { Witness } from './support/canary/witness.js';
import { type CrashPoint, CrashPoints } from './support/crash-points.js';
import { setFaults } from './support/faults.js';
import { OtlpReceiver } from './support/otlp-receiver.js';
import { poison } from './support/poison.js';
import { Product, type TransportName } from './support/product.js';
import { caForm, soleProprietorForm, usForm } from './support/registration-form.js';

/** So long the product waits for Twilio's answer here. */
const TIMEOUT_MS = 3_000;
const TOO_LATE_MS = TIMEOUT_MS + 1_000;
const TRIAL_MS = 300_000;
const ITS_MAKING = { paths: ['POST /v1/EndUsers'] };

/** The step that carries the number is about to be kept as done: Twilio has it. */
const DONE = {
  service: 'compliance',
  table: 'registration_step',
  event: 'INSERT OR UPDATE',
  when: `NEW.name = 'end_user_business' AND NEW.state = 'done'`,
} as const satisfies CrashPoint;

describe('no tax number is kept (embedded)', () => {
  keepsNone('embedded');
});

const here = process.env['STORY_KAFKA'] ? describe : describe.skip;
here('no tax number is kept (kafka)', () => {
  keepsNone('kafka');
});

function keepsNone(transport: TransportName): void {
  const prefix = `canary-${randomBytes(4).toString('hex')}-`;
  const canaries: Canary[] = [];
  const keyed: KeyedWrite[] = [];
  const printed: string[] = [];
  let collector: OtlpReceiver;
  let product: Product;
  let points: CrashPoints;
  let witness: Witness;
  let us: Office;
  let ca: Office;
  let stream: EventStream;

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    product = await Product.start({
      transport,
      environment: {
        KAFKA_PREFIX: prefix,
        LOG_LEVEL: 'debug',
        TWILIO_TIMEOUT_MS: String(TIMEOUT_MS),
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_BSP_SCHEDULE_DELAY: '200',
        OTEL_METRIC_EXPORT_INTERVAL: '1000',
      },
    });
    points = new CrashPoints(product.dataDir, [DONE]);
    await points.install();
    witness = new Witness(product);
    us = await Office.open(product, witness, 'US');
    ca = await Office.open(product, witness, 'CA');
    stream = await EventStream.open(`${product.url}/v1/stream`, us.owner);
  }, 300_000);

  afterAll(async () => {
    await product?.remove();
    collector?.stop();
  }, 60_000);

  function newCanary(what: string, country: 'us' | 'ca' = 'us'): Canary {
    const canary = Canary[country](what);
    canaries.push(canary);
    return canary;
  }

  /** A form that holds a number of its own. */
  const usWith = (what: string, change: Json = {}): Json =>
    usForm({ taxId: newCanary(what).dashed, ...change });
  const caWith = (what: string, change: Json = {}): Json =>
    caForm({ taxId: newCanary(what, 'ca').account, ...change });

  /** Sent with a key: what the gateway keeps for keys is looked through for it. */
  function submit(
    office: Office,
    form: Json,
    what: string,
    key: string = randomUUID(),
  ): Promise<Answer> {
    keyed.push({ method: 'POST', path: '/v1/registration', body: form, what });
    return office.submit(form, key);
  }

  async function kill(): Promise<void> {
    printed.push(product.printed);
    await product.end('SIGKILL');
  }

  test('by a check of the entries', async () => {
    const { digits, dashed, spaced } = newCanary('checked');
    for (const taxId of [digits, dashed, spaced, ` ${dashed} `])
      expect((await us.check(usForm({ taxId }))).body).toMatchObject({ ok: true, errors: [] });
    const number = newCanary('checked', 'ca');
    for (const taxId of [number.digits, number.grouped, number.account])
      expect((await ca.check(caForm({ taxId }))).body).toMatchObject({ ok: true, errors: [] });
    const key = randomUUID();
    const form = usWith('checked with a key');
    keyed.push({ method: 'POST', path: '/v1/registration/check', body: form, what: 'a check' });
    await us.check(form, { key });
    expect((await us.check({ ...form, website: '' }, { key })).body.ok).toBe(false);
  });

  test.each<[string, Json]>([
    ['businessName', { businessName: 'Acme 🔧' }],
    ['businessType', { businessType: 'LLC' }],
    ['industry', { industry: null }],
    ['companyType', { companyType: '' }],
    ['stockExchange', { companyType: 'public', stockTicker: 'A' }],
    ['website', { website: 'http://10.0.0.1' }],
    ['privacyUrl', { privacyUrl: 'javascript:1' }],
    ['address.street', { address: { street: 'PO Box 1' } }],
    ['representative.email', { representative: { email: 'x' } }],
    ['brandContactEmail', { brandContactEmail: 'x' }],
    ['campaign.samples', { campaign: { samples: [] } }],
  ])('by a form whose %s is wrong', async (field, change) => {
    for (const [office, form] of [
      [us, usWith(`with a wrong ${field}`, change)],
      [ca, caWith(`with a wrong ${field}`, change)],
    ] as const) {
      const checked = await office.check(form);
      expect(checked.body.errors.map((error: Json) => error.field)).toContain(field);
      const refused = await submit(office, form, `a wrong ${field}`);
      expect([refused.status, refused.body.code]).toEqual([422, 'registration_invalid']);
    }
  });

  test('by numbers that are none', async () => {
    const wrong = (make: (canary: Canary) => unknown, what: string): Json =>
      usForm({ taxId: make(newCanary(what)) });
    const forms: [status: number, form: Json][] = [
      [422, wrong(({ dashed }) => `${dashed}5`, 'a digit too many')],
      [422, wrong(({ dashed }) => `${dashed}A`, 'a letter')],
      [422, wrong(({ digits }) => `EIN ${digits}`, 'a word before it')],
      [422, soleProprietorForm({ taxId: newCanary('of a sole proprietor').dashed })],
      [400, wrong(({ digits }) => Number(digits), 'as a number')],
      [400, wrong(({ dashed }) => [dashed], 'in a list')],
      [400, wrong(({ dashed }) => ({ value: dashed }), 'in an object')],
      [400, usForm({ taxID: newCanary('by another name').dashed })],
      [400, usForm({ address: newCanary('for another field').dashed })],
      [400, usForm({ businessName: newCanary('much too long').dashed.repeat(99) })],
      [422, usForm({ path: newCanary('for a path').dashed })],
    ];
    for (const [status, form] of forms) {
      const refused = await submit(us, form, 'no number');
      expect(refused.status).toBe(status);
      expect(refused.body.errors).not.toHaveLength(0);
      await us.check(form);
    }
  });

  test('by bodies that are no form', async () => {
    const long = 'x'.repeat(70_000);
    const bodies: [status: number, body: string, headers?: Record<string, string>][] = [
      [400, `{"path":"us","taxId":"${newCanary('in broken JSON').dashed}",`],
      [400, `{"taxId": ${newCanary('in broken JSON').dashed}}`],
      [400, `"${newCanary('as a body').dashed}"`],
      [400, `{"taxId":"${newCanary('in two documents').dashed}"}{}`],
      [400, `{"__proto__":{"taxId":"${newCanary('in a prototype').dashed}"}}`],
      [413, JSON.stringify(usWith('in a long form', { website: long }))],
      [415, `taxId=${newCanary('as text').dashed}`, { 'content-type': 'text/plain' }],
      [
        415,
        `taxId=${newCanary('in a form').dashed}`,
        { 'content-type': 'application/x-www-form-urlencoded' },
      ],
    ];
    for (const [status, body, headers] of bodies)
      for (const path of ['/v1/registration', '/v1/registration/check']) {
        const answer = await witness.ask(us.owner, 'POST', path, {
          body,
          key: randomUUID(),
          headers,
        });
        expect([status, answer.status]).toEqual([status, status]);
      }
  });

  test('by doors that are not for it', async () => {
    const idle = await Office.open(product, witness, 'US', { isActivated: false });
    const operator = { headers: { 'x-tenant-id': us.tenantId } };
    const tries: [
      status: number,
      as: string | null,
      method: string,
      path: string,
      more?: object,
    ][] = [
      [401, null, 'POST', '/v1/registration'],
      [403, us.agent, 'POST', '/v1/registration'],
      [403, ca.owner, 'POST', '/v1/registration', operator],
      [403, idle.owner, 'POST', '/v1/registration'],
      [404, us.owner, 'PUT', '/v1/registration'],
      [404, us.owner, 'PATCH', '/v1/registration'],
      [404, us.owner, 'POST', '/v1/registrations'],
      [404, us.owner, 'POST', '/v1/registration/submit'],
      [404, us.owner, 'POST', '/graphql'],
      [400, us.owner, 'POST', '/v1/registration/otp'],
      [400, us.owner, 'PUT', '/v1/contacts/ext:C-1'],
      [400, us.owner, 'POST', '/v1/estimates'],
    ];
    for (const [status, as, method, path, more] of tries) {
      const what = `${method} ${path}`;
      const body = usWith(what);
      keyed.push({ method, path, body, what });
      const options = { body, key: randomUUID(), ...more };
      const answer = await witness.ask(as, method, path, options);
      expect([what, answer.status]).toEqual([what, status]);
    }
    const asked = newCanary('in a query').dashed;
    await witness.ask(us.owner, 'GET', `/v1/registration?taxId=${asked}`);
    expect(await us.state()).toBe('not_started');
  });

  test.each<[string, object, number]>([
    [
      'a refusal that repeats it',
      {
        refusals: [{ path: '/v1/EndUsers', method: 'POST', code: 20001, status: 400, echo: true }],
      },
      422,
    ],
    ['too many requests', { rate429: 1, ...ITS_MAKING }, 503],
    ['an error after it was done', { failAfterAccept: 1, ...ITS_MAKING }, 503],
    ['no answer', { latencyMs: TOO_LATE_MS, ...ITS_MAKING }, 503],
  ])(
    'by %s of Twilio',
    async (what, faults, status) => {
      for (const [office, form] of [
        [us, usWith(what)],
        [ca, caWith(what)],
      ] as const) {
        await setFaults(product, faults);
        const answer = await sent(office, form, what);
        await setFaults(product, {});
        expect([what, answer.status]).toEqual([what, status]);
        expect(['needs_tax_number', 'needs_form']).toContain(await office.state());
      }
    },
    TRIAL_MS,
  );

  test(
    'by a database that fails',
    async () => {
      const mended = [
        await poison(product, DONE),
        await poison(product, {
          service: 'gateway',
          table: 'idempotency_key',
          when: 'NEW.status IS NOT NULL',
        }),
      ];
      const answer = await sent(us, usWith('a database that fails'), 'a database that fails');
      const invalid = usWith('an answer that can’t be kept', { website: '' });
      const refused = await submit(us, invalid, 'an answer that can’t be kept');
      for (const mend of mended) await mend();
      expect([answer.status, refused.status]).toEqual([500, 422]);
    },
    TRIAL_MS,
  );

  test.each<[string, () => Promise<void>, () => Promise<void>]>([
    [
      'Twilio is asked',
      () => setFaults(product, { latencyMs: TOO_LATE_MS, ...ITS_MAKING }),
      () => new Promise((resolve) => setTimeout(resolve, TIMEOUT_MS / 3)),
    ],
    ['it is noted that Twilio has it', () => points.arm(DONE), () => points.reached(DONE)],
  ])(
    'by a crash while %s',
    async (what, arm, reached) => {
      await free(us);
      await arm();
      const answer = us.submit(usWith(`a crash while ${what}`)).catch(() => undefined);
      await reached();
      await kill();
      if (what !== 'Twilio is asked') await points.disarm();
      await answer;
      await product.boot();
      await setFaults(product, {});
      expect(['needs_tax_number', 'needs_form']).toContain(await us.state());
    },
    TRIAL_MS,
  );

  test(
    'by a registration that succeeds, and its repetitions',
    async () => {
      for (const [office, make] of [
        [us, usWith],
        [ca, caWith],
      ] as const) {
        const key = randomUUID();
        const first = await sent(office, make('that succeeds'), 'a success', key);
        expect(first.status).toBe(202);
        const again = await submit(office, make('repeated by its key'), 'a repetition', key);
        expect(again.headers.get('idempotency-replayed')).toBe('true');
        expect(again.body).toEqual(first.body);
        await eventually(async () => expect(await office.state()).toBe('approved'), {
          timeoutMs: 60_000,
          intervalMs: 100,
        });
        const late = await sent(office, make('of one who is approved'), 'one more');
        expect([late.status, late.body.code]).toEqual([409, 'registration_approved']);
      }
    },
    TRIAL_MS,
  );

  test(
    'anywhere: not as it is, not in another writing, not as a hash',
    async () => {
      for (const path of ['registration', 'me', 'audit?limit=200', 'notifications', 'go-live'])
        await us.get(`/v1/${path}`);
      await witness.ask(product.operatorKey, 'GET', '/v1/dead-letters');
      const needles = new Needles([
        ...canaries.flatMap((canary) => canary.needles()),
        ...fingerprintsOf(secretOf(product), keyed),
      ]);
      const topics = await everyTopic(needles);
      const hits = [
        ...(await inTables(product.dataDir, needles)),
        ...(await inKeptAnswers(product.dataDir, secretOf(product), needles)),
        ...topics.hits,
        ...(await inSimulator(product.phonesUrl, needles)),
        ...elsewhere(needles),
      ];
      expect(hits).toEqual([]);
      // Had nothing been looked through, nothing would have been found.
      expect(topics.records > 0).toBe(transport === 'kafka');
      expect(collector.bodies.length).toBeGreaterThan(10);
      expect(stream.events.length).toBeGreaterThan(0);
      expect(canaries.length).toBeGreaterThan(50);
    },
    TRIAL_MS,
  );

  test(
    'and a leak is found, wherever it is',
    async () => {
      const leak = Canary.us('planted');
      const needles = new Needles(leak.needles());
      await plantInTables(leak);
      await plantInAnswer(leak);
      const phone = '+17735550111';
      await texted(phone, `Our EIN is ${leak.dashed}`);
      await eventually(async () => {
        const { body } = await us.get('/v1/conversations');
        expect(JSON.stringify(body)).toContain(leak.dashed);
      });
      await fetch(`${collector.url}/v1/logs`, { method: 'POST', body: `span ${leak.spaced}` });
      printed.push(`{"msg":"posted ${leak.digits}"}`);
      const hits = [
        ...(await inTables(product.dataDir, needles)),
        ...(await inKeptAnswers(product.dataDir, secretOf(product), needles)),
        ...(await everyTopic(needles)).hits,
        ...(await inSimulator(product.phonesUrl, needles)),
        ...elsewhere(needles),
      ];
      const places = new Set(hits.map((hit) => hit.slice(0, hit.indexOf(':'))));
      expect([...places]).toEqual(
        expect.arrayContaining([
          'table planted.words',
          'table planted.json',
          'table planted.bytes',
          'table planted.hashes',
          'table messaging.message',
          'kept answer',
          transport === 'kafka' ? 'topic gateway.telephony' : 'table transport.log',
          'answers',
          'telemetry',
          'log',
        ]),
      );
      expect([...places].some((place) => place.startsWith('simulator '))).toBe(true);
    },
    TRIAL_MS,
  );

  test(
    'nor in a file, once it has ended: not in one of Postgres, nor in its write-ahead log',
    async () => {
      printed.push(product.printed);
      stream.close();
      await product.end();
      const kept = new Needles(canaries.flatMap((canary) => canary.needles()));
      expect(await inFiles(product.dataDir, kept)).toEqual([]);
      expect(elsewhere(kept)).toEqual([]);

      const leak = Canary.ca('planted in a file');
      const hash = createHash('sha256').update(leak.digits).digest('base64');
      writeFileSync(join(product.dataDir, 'planted.json'), JSON.stringify({ hash }));
      const [found] = await inFiles(product.dataDir, new Needles(leak.needles()));
      expect(found).toContain('file planted.json: base64 of sha256');
    },
    TRIAL_MS,
  );

  /** Once nobody is at work on an earlier attempt any more. */
  async function free(office: Office): Promise<void> {
    const invalid = usWith('asked whether it may be submitted');
    await eventually(
      async () => {
        await setFaults(product, {
          refusals: [{ path: '/v1/EndUsers', method: 'POST', code: 20001, status: 400 }],
        });
        const { status } = await office.submit(invalid);
        await setFaults(product, {});
        expect(status).not.toBe(409);
      },
      { timeoutMs: 90_000, intervalMs: 1_000 },
    );
  }

  /** Submits until nobody is at work on an earlier attempt. */
  function sent(office: Office, form: Json, what: string, key?: string): Promise<Answer> {
    return eventually(
      async () => {
        const answer = await submit(office, form, what, key ?? randomUUID());
        if (answer.body.code === 'registration_in_progress') throw new Error('still at work');
        return answer;
      },
      { timeoutMs: 90_000, intervalMs: 1_000 },
    );
  }

  function everyTopic(needles: Needles): Promise<{ records: number; hits: Hit[] }> {
    if (transport === 'embedded') return Promise.resolve({ records: 0, hits: [] });
    const brokers = (process.env['TEST_KAFKA_BROKERS'] ?? '').split(',');
    return onTopics(brokers, prefix, needles);
  }

  /** What was said to the outside: to clients, consoles, collectors and on paper. */
  function elsewhere(needles: Needles): Hit[] {
    const said: Readonly<Record<string, readonly (string | Buffer)[]>> = {
      answers: witness.answers,
      stream: stream.events.map((event) => JSON.stringify(event)),
      telemetry: collector.bodies,
      log: [...printed, product.printed],
    };
    return Object.entries(said).flatMap(([place, texts]) =>
      texts.flatMap((text) => needles.foundIn(text).map((what) => `${place}: ${what}`)),
    );
  }

  async function texted(from: string, body: string): Promise<void> {
    const { body: tenant } = await us.get(`/v1/tenants/${us.tenantId}`);
    const path = `/phones/${encodeURIComponent(from)}/messages`;
    await fetch(`${product.phonesUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: tenant.phoneNumber, body }),
    });
  }

  async function plantInTables({ digits, dashed, grouped }: Canary): Promise<void> {
    const { databaseUrl } = await localInstallation(product.dataDir);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const hash = createHash('md5').update(grouped).digest();
    await client.query('CREATE SCHEMA planted');
    for (const [table, type, value] of [
      ['words', 'text', digits],
      ['json', 'jsonb', JSON.stringify({ form: { taxId: dashed } })],
      ['bytes', 'bytea', Buffer.from(`<${digits}>`)],
      ['hashes', 'bytea', hash],
    ] as const) {
      await client.query(`CREATE TABLE planted.${table} (it ${type})`);
      await client.query(`INSERT INTO planted.${table} VALUES ($1)`, [value]);
    }
    await client.end();
  }

  /** In what the gateway keeps for a key: sealed, so that it is found only where it is opened. */
  async function plantInAnswer({ account }: Canary): Promise<void> {
    const { databaseUrl } = await localInstallation(product.dataDir);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const answer = new Seal(secretOf(product)).close(Buffer.from(JSON.stringify([{ account }])));
    await client.query(
      `UPDATE gateway.idempotency_key SET answer = $1
        WHERE (tenant_id, key) IN (SELECT tenant_id, key FROM gateway.idempotency_key
                                    WHERE answer IS NOT NULL LIMIT 1)`,
      [answer],
    );
    await client.end();
  }
}

/** What answers are sealed with, and bodies fingerprinted. */
function secretOf({ dataDir }: Product): string {
  const text = readFileSync(join(dataDir, 'secrets.json'), 'utf8');
  return (JSON.parse(text) as { callbackSecret: string }).callbackSecret;
}
