import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Principal } from '@fieldline/contracts';
import { createLogger } from '@fieldline/telemetry';
import { Controller, Get, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Caller,
  createHttpApp,
  generatePrincipalKeys,
  listenOn,
  OperatorOnly,
  PrincipalSigner,
  PrincipalVerifier,
  Public,
  TenantId,
} from './index.js';

@Controller()
class SpecController {
  @Get('me') me(@Caller() caller: Principal) {
    return caller;
  }
  @Get('tenant') tenant(@TenantId() tenantId: string) {
    return { tenantId };
  }
  @OperatorOnly() @Get('platform') platform() {
    return {};
  }
  @Public() @Get('open') open() {
    return {};
  }
  @Public() @Get('careless') careless(@Caller() caller: Principal) {
    return caller;
  }
}
@OperatorOnly()
@Controller('ops')
class OperatorController {
  @Get() all() {
    return {};
  }
}
@Module({ controllers: [SpecController, OperatorController] })
class SpecModule {}

const alice: Principal = { kind: 'user', id: 'u1', tenantId: 't1', role: 'owner' };
const operator: Principal = { kind: 'user', id: 'o1', tenantId: null, role: 'operator' };
let app: NestFastifyApplication;
let signer: PrincipalSigner;
let base: string;

beforeAll(async () => {
  const keys = await generatePrincipalKeys();
  signer = await PrincipalSigner.create(keys);
  const principals = PrincipalVerifier.create(keys);
  const logger = createLogger({ service: 'spec', level: 'silent' });
  app = await createHttpApp(SpecModule, { logger, principals });
  base = `http://127.0.0.1:${await listenOn(app, '127.0.0.1', 0)}`;
});
afterAll(() => app.close());

async function ask(path: string, principal?: Principal | string) {
  const token =
    typeof principal === 'object' ? `Bearer ${await signer.sign(principal)}` : principal;
  const response = await fetch(base + path, { headers: token ? { authorization: token } : {} });
  return { status: response.status, headers: response.headers, json: await response.json() };
}

describe('PrincipalGuard', () => {
  test('who is signed gets in, and is who they are', async () => {
    expect(await ask('/me', alice)).toMatchObject({ status: 200, json: alice });
    expect(await ask('/tenant', alice)).toMatchObject({ json: { tenantId: 't1' } });
  });

  test.each([
    undefined,
    'Bearer',
    'Bearer x',
    'Basic dTpw',
    'Bearer a b',
    `Bearer ${'x'.repeat(9000)}`,
  ])('%s is 401 with a problem', async (header) => {
    const { status, headers, json } = await ask('/me', header);
    expect({ status, json }).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
    expect(headers.get('www-authenticate')).toBe('Bearer');
  });

  test('an operator without a tenant is asked for one', async () => {
    expect(await ask('/me', operator)).toMatchObject({ status: 200 });
    const refused = { status: 400, json: { code: 'tenant_required' } };
    expect(await ask('/tenant', operator)).toMatchObject(refused);
  });

  test('operator routes, marked one by one or as a whole', async () => {
    for (const path of ['/platform', '/ops']) {
      expect(await ask(path, operator)).toMatchObject({ status: 200 });
      const forbidden = { status: 403, json: { code: 'forbidden' } };
      expect(await ask(path, alice)).toMatchObject(forbidden);
      expect(await ask(path)).toMatchObject({ status: 401 });
    }
  });

  test('public routes ask nobody, and know nobody', async () => {
    expect(await ask('/open')).toMatchObject({ status: 200 });
    expect(await ask('/careless', alice)).toMatchObject({ status: 401 });
  });

  test('unknown routes answer 404 to everybody', async () => {
    expect(await ask('/nothing')).toMatchObject({ status: 404 });
  });
});
