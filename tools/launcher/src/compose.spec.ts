import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { BillingSettings } from '@fieldline/billing';
import { ComplianceSettings } from '@fieldline/compliance';
import { loadSettings } from '@fieldline/config';
import { GatewaySettings } from '@fieldline/gateway';
import { PrincipalSigner, PrincipalVerifier } from '@fieldline/http';
import { MessagingSettings } from '@fieldline/messaging';
import { SchedulerSettings } from '@fieldline/scheduler';
import { parse } from 'yaml';

interface Container {
  readonly image?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly build?: { readonly args: { readonly SERVICE: string } };
}

interface Compose {
  readonly services: Readonly<Record<string, Container>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const text = readFileSync(new URL('../../../docker/compose.yaml', import.meta.url), 'utf8');
const { services, volumes } = parse(text, { merge: true }) as Compose;
const SETTINGS = {
  billing: BillingSettings,
  compliance: ComplianceSettings,
  gateway: GatewaySettings,
  messaging: MessagingSettings,
  scheduler: SchedulerSettings,
};

/** There is no Docker where this is tested: what can be said without it. */
describe('docker/compose.yaml', () => {
  test.each(Object.entries(SETTINGS))('%s starts with its settings', (name, Settings) => {
    const { environment = {}, build, healthcheck } = services[name]!;
    const settings = loadSettings<object>(Settings, environment);
    expect(settings).toMatchObject({ host: '0.0.0.0', kafkaBrokers: 'kafka:9092' });
    expect(build?.args.SERVICE).toBe(`services/${name}`);
    expect(healthcheck?.test.join(' ')).toContain(`:${environment['PORT']}/readyz`);
  });

  test('the gateway finds each service, and each believes the gateway', async () => {
    const { environment = {} } = services['gateway']!;
    for (const name of ['messaging', 'billing', 'compliance', 'scheduler'])
      expect(environment[`${name.toUpperCase()}_URL`]).toBe(`http://${name}:8080`);
    const privateKeyJwk = environment['PRINCIPAL_PRIVATE_KEY']!;
    const signer = await PrincipalSigner.create({ privateKeyJwk });
    const verifier = PrincipalVerifier.create({ jwks: JSON.parse(environment['PRINCIPAL_JWKS']!) });
    const somebody = { kind: 'user', id: 'u', tenantId: 't', role: 'owner' } as const;
    expect(await verifier.verify(await signer.sign(somebody))).toMatchObject(somebody);
  });

  test('what is waited for is there, and says when it is', () => {
    for (const { depends_on = {} } of Object.values(services))
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const waitsForHealth = condition === 'service_healthy';
        expect([name, services[name]?.healthcheck !== undefined]).toEqual([name, waitsForHealth]);
      }
  });

  test('ports are open on this machine only', () => {
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(ports).toHaveLength(2);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  test('data lies in named volumes', () => {
    const used = Object.values(services).flatMap(({ volumes = [] }) => volumes);
    expect(used.map((volume) => volume.split(':')[0]).toSorted()).toEqual(
      Object.keys(volumes).toSorted(),
    );
  });

  test('every secret says that it is for development', () => {
    const SECRET = /PASSWORD|TOKEN|SECRET|_KEY$|DATABASE_\w+_URL|POSTGRES_URL/;
    for (const { environment = {} } of Object.values(services))
      for (const [name, value] of Object.entries(environment))
        if (SECRET.test(name))
          expect([name, value]).toEqual([name, expect.stringContaining('development-only')]);
  });
});
