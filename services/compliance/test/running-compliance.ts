import { type EventClass, eventMeta, newId, type Role } from '@fieldline/contracts';
import { migrate, provisionService, roleNames } from '@fieldline/database';
import { EmbeddedTransport } from '@fieldline/events';
import { generatePrincipalKeys, PrincipalSigner } from '@fieldline/http';
import { startService } from '@fieldline/service';
import { createLogger } from '@fieldline/telemetry';
import { createTestDatabase } from '@fieldline/testing';
import { Client } from 'pg';
import { compliance, ComplianceSettings } from '../src/index.js';

export interface Heard {
  readonly tenantId: string;
  readonly payload: object;
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T & { code?: string; detail?: string; errors?: { field: string }[] };
}

export type Running = Awaited<ReturnType<typeof startCompliance>>;

const { name } = compliance;
const PASSWORD = 'test';

/** The service as it runs in production, on a database of its own, with ears on what it says. */
export async function startCompliance() {
  const database = await createTestDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  const roles = roleNames(name);
  const urlOf = (role: string): string => {
    const url = new URL(database.url);
    url.username = role;
    url.password = PASSWORD;
    return url.href;
  };
  const passwords = { owner: PASSWORD, tenant: PASSWORD, worker: PASSWORD };
  await provisionService(database.url, name, passwords);
  await migrate({ ownerUrl: urlOf(roles.owner), schema: name, migrations: compliance.migrations });

  const keys = await generatePrincipalKeys();
  const signer = await PrincipalSigner.create({ privateKeyJwk: keys.privateKeyJwk });
  const settings = Object.assign(new ComplianceSettings(), {
    tenantUrl: urlOf(roles.tenant),
    workerUrl: urlOf(roles.worker),
    principalJwks: JSON.stringify(keys.jwks),
  });
  const logger = createLogger({ service: name, level: 'fatal' });
  const transport = new EmbeddedTransport(database.url, logger);
  const service = await startService(compliance, { settings, transport, logger });

  const heard: Heard[] = [];
  const ear = await transport.consume({
    group: 'test',
    topics: ['compliance.consent'],
    handle: async (records) => {
      for (const { headers, value } of records) {
        heard.push({
          tenantId: headers['ce_tenantid'] ?? '',
          payload: JSON.parse(value?.toString() ?? '{}') as object,
        });
      }
    },
  });
  const admin = new Client({ connectionString: database.url });
  await admin.connect();

  return {
    heard,
    admin,
    urlOf: (role: keyof typeof roles) => urlOf(roles[role]),
    async call<T>(
      tenantId: string,
      [method, path]: readonly [string, string],
      { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
    ): Promise<Answer<T>> {
      const role: Role = 'agent';
      const token = await signer.sign({ kind: 'user', id: 'u1', tenantId, role });
      const response = await fetch(`${service.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Answer<T>['body'] };
    },
    /** Says facts as another service would, in their order. */
    async say<T extends object>(
      type: EventClass<T>,
      facts: readonly { tenantId: string; payload: T }[],
    ) {
      const { topic, type: ceType, key, subject } = eventMeta(type);
      await transport.produce(
        facts.map(({ tenantId, payload }) => {
          const field = (property: string) =>
            String((payload as Record<string, unknown>)[property]);
          const headers = {
            ce_id: newId(),
            ce_type: ceType,
            ce_subject: field(subject),
            ce_time: new Date().toISOString(),
            ce_tenantid: tenantId,
          };
          return { topic, key: field(key), headers, value: Buffer.from(JSON.stringify(payload)) };
        }),
      );
    },
    async stop() {
      await ear.stop();
      await service.stop();
      await admin.end();
      await database.drop();
    },
  };
}
