import { type EventClass, eventMeta, newId, type Principal, type Role } from '@fieldline/contracts';
import { catalogProblems, migrate, provisionService, roleNames } from '@fieldline/database';
import {
  EmbeddedTransport,
  EVENT_GLOBAL_KEYS,
  EVENT_PLATFORM_TABLES,
  fromRecord,
  type Received,
} from '@fieldline/events';
import { generatePrincipalKeys, PrincipalSigner } from '@fieldline/http';
import { type ServiceDefinition, type ServiceSettings, startService } from '@fieldline/service';
import { createLogger } from '@fieldline/telemetry';
import { Client } from 'pg';
import { createTestDatabase } from './database.js';
import { eventually, type EventuallyOptions } from './eventually.js';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T & { code?: string; detail?: string; errors?: { field: string }[] };
}

export interface Call {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly role?: Role;
  /** Whose call it is; nobody's in particular when omitted. */
  readonly userId?: string;
  /** A user's when omitted. */
  readonly kind?: Principal['kind'];
}

export interface Fact<T extends object = object> {
  readonly tenantId: string;
  readonly payload: T;
  /** Given to say the same event twice. */
  readonly id?: string;
}

export type ServiceUnderTest = Awaited<ReturnType<typeof startServiceUnderTest>>;

const PASSWORD = 'test';

/**
 * A service as it runs in production (three roles, migrations, HTTP, events) on a database
 * of its own, with ears on what it says.
 */
export async function startServiceUnderTest<S extends ServiceSettings>(
  definition: ServiceDefinition<S>,
  settings: Partial<S> = {},
) {
  const { name } = definition;
  const database = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  const roles = roleNames(name);
  const urlOf = (role: keyof typeof roles): string => {
    const url = new URL(database.url);
    url.username = roles[role];
    url.password = PASSWORD;
    return url.href;
  };
  await provisionService(database.url, name, {
    owner: PASSWORD,
    tenant: PASSWORD,
    worker: PASSWORD,
  });
  await migrate({ ownerUrl: urlOf('owner'), schema: name, migrations: definition.migrations });

  const keys = await generatePrincipalKeys();
  const signer = await PrincipalSigner.create({ privateKeyJwk: keys.privateKeyJwk });
  const logger = createLogger({ service: name, level: process.env['TEST_LOG_LEVEL'] ?? 'fatal' });
  const transport = new EmbeddedTransport(database.url, logger);
  const service = await startService(definition, {
    settings: Object.assign(new definition.Settings(), {
      tenantUrl: urlOf('tenant'),
      workerUrl: urlOf('worker'),
      principalJwks: JSON.stringify(keys.jwks),
      ...settings,
    }),
    transport,
    logger,
  });
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`SET search_path = ${name}`);

  const ears: { stop(): Promise<void> }[] = [];
  return {
    url: service.url,
    /** A superuser's eyes on the service's schema. */
    admin,
    urlOf,
    /** Facts of some topics as they come, for the rest of the test. */
    async listen(...topics: string[]): Promise<Received[]> {
      const heard: Received[] = [];
      ears.push(
        await transport.consume({
          group: `test-${ears.length}`,
          topics,
          handle: async (records) =>
            void heard.push(...records.map((record) => fromRecord(record))),
        }),
      );
      return heard;
    },
    /** What the gateway would vouch with for somebody, for requests that a test makes itself. */
    tokenOf(tenantId: string | null, role: Principal['role']): Promise<string> {
      return signer.sign({ kind: 'user', id: 'u1', tenantId, role });
    },
    async call<T>(
      tenantId: string | null,
      [method, path]: readonly [string, string],
      { body, headers, role = 'agent', kind = 'user', userId = 'u1' }: Call = {},
    ): Promise<Answer<T>> {
      const principal: Principal = { kind, id: userId, tenantId, role };
      const isText = typeof body === 'string';
      const response = await fetch(`${service.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await signer.sign(principal)}`,
          ...(body !== undefined && {
            'content-type': isText ? 'application/x-ndjson' : 'application/json',
          }),
          ...headers,
        },
        body: isText ? body : JSON.stringify(body),
      });
      const text = await response.text();
      const isJson = /^application\/(?:problem\+)?json/.test(
        response.headers.get('content-type') ?? '',
      );
      const answer = (isJson ? JSON.parse(text) : text) as Answer<T>['body'];
      return { status: response.status, headers: response.headers, body: answer };
    },
    /** Says facts as another service would, in their order. Answers their ids. */
    async say<T extends object>(type: EventClass<T>, facts: readonly Fact<T>[]): Promise<string[]> {
      const meta = eventMeta(type);
      const said = facts.map(({ id = newId(), ...fact }) => ({ id, ...fact }));
      await transport.produce(
        said.map(({ tenantId, payload, id }) => {
          const field = (property: string): string =>
            String((payload as Record<string, unknown>)[property]);
          const headers = {
            ce_id: id,
            ce_type: meta.type,
            ce_subject: field(meta.subject),
            ce_time: new Date().toISOString(),
            ce_tenantid: tenantId,
          };
          const value = Buffer.from(JSON.stringify(payload));
          return { topic: meta.topic, key: field(meta.key), headers, value };
        }),
      );
      return said.map(({ id }) => id);
    },
    /**
     * Waits until the service is done with events that were said: handled, ignored or among the
     * dead letters. An id said again counts from its first time; a malformed event never does.
     */
    async handled(ids: readonly string[], options?: EventuallyOptions): Promise<void> {
      const due = [...new Set(ids)];
      await eventually(async () => {
        const done = await admin.query('SELECT FROM inbox WHERE event_id = ANY($1)', [due]);
        if (done.rowCount !== due.length)
          throw new Error(`${done.rowCount} of ${due.length} events are handled`);
      }, options);
    },
    /** What Postgres's catalogue says against the separation of tenants. */
    catalogProblems: (...globalKeys: string[]): Promise<string[]> =>
      catalogProblems(admin, name, {
        platformTables: EVENT_PLATFORM_TABLES,
        globalKeys: [...EVENT_GLOBAL_KEYS, ...globalKeys],
      }),
    async stop(): Promise<void> {
      for (const ear of ears) await ear.stop();
      await service.stop();
      await admin.end();
      await database.drop();
    },
  };
}
