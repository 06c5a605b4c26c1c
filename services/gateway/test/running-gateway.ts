import type { CreatedApiKey, TenantView, UserView } from '@fieldline/contracts';
import { newId } from '@fieldline/contracts';
import { generatePrincipalKeys } from '@fieldline/http';
import { RULES_NOTICE } from '@fieldline/rules';
import { startServiceUnderTest } from '@fieldline/testing';
import { gateway } from '../src/index.js';
import { FakeServices } from './fake-services.js';

export const OPERATOR_KEY = 'the operator’s own key'.replaceAll(/\W/g, '-').padEnd(30, '-');
export const CALLBACK_SECRET = 'a secret for callbacks, long enough';
export const TWILIO = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'parent-token' };
export const PUBLIC_BASE_URL = 'https://texts.example.com';
export const PASSWORD = 'correct horse battery';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T & { code?: string; detail?: string; errors?: { field: string }[] };
}

interface Call {
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export type Running = Awaited<ReturnType<typeof startGateway>>;

/** The gateway as it runs in production, with nothing real behind it. */
export async function startGateway(settings: object = {}) {
  const services = new FakeServices();
  const baseUrl = await services.start();
  const [principal, session] = [await generatePrincipalKeys(), await generatePrincipalKeys()];
  const given = {
    messagingUrl: `${baseUrl}/messaging`,
    billingUrl: `${baseUrl}/billing`,
    complianceUrl: `${baseUrl}/compliance`,
    schedulerUrl: `${baseUrl}/scheduler`,
    principalPrivateKey: JSON.stringify(principal.privateKeyJwk),
    sessionPrivateKey: JSON.stringify(session.privateKeyJwk),
    publicBaseUrl: PUBLIC_BASE_URL,
    callbackSecret: CALLBACK_SECRET,
    twilioAccountSid: TWILIO.accountSid,
    twilioAuthToken: TWILIO.authToken,
    twilioBaseUrl: baseUrl,
    operatorContact: 'ops@example.com',
    operatorEmail: 'Operator@Example.com',
    operatorPassword: PASSWORD,
    operatorKey: OPERATOR_KEY,
    ...settings,
  };
  const service = await startServiceUnderTest(gateway, given);

  async function call<T>(
    method: string,
    path: string,
    { as, body, headers }: Call = {},
  ): Promise<Answer<T>> {
    const isText = typeof body === 'string';
    const response = await fetch(`${service.url}${path}`, {
      method,
      headers: {
        ...(as && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: isText ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const parsed = (isJson ? JSON.parse(text) : { text }) as Answer<T>['body'];
    return { status: response.status, headers: response.headers, body: parsed };
  }

  /** Somebody has read the rules of texting. */
  async function haveRead(tenantId: string, userId: string): Promise<void> {
    await service.admin.query(
      `INSERT INTO acknowledgement (tenant_id, user_id, version) VALUES ($1, $2, $3)
       ON CONFLICT DO NOTHING`,
      [tenantId, userId, RULES_NOTICE.version],
    );
  }

  const running = {
    ...service,
    given,
    services,
    session,
    call,
    /** What messaging and scheduler say of their projections: far enough. */
    upToDate(): void {
      services.on('GET', /^\/(?:messaging|scheduler)\/projections\//, { body: { version: 1_000 } });
    },
    async newTenant(fields: object = {}): Promise<TenantView> {
      const body = {
        name: 'Acme Plumbing',
        country: 'US',
        timeZone: 'America/Chicago',
        areaCode: '312',
        ownerEmail: 'owner@example.com',
        ...fields,
      };
      const answer = await call<TenantView>('POST', '/v1/tenants', { as: OPERATOR_KEY, body });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    /** One with an owner who has read the rules of texting. */
    async newActiveTenant(): Promise<TenantView> {
      const tenant = await running.newTenant();
      services.on('POST', /^\/messaging\/numbers$/, {
        body: { id: newId(), phoneNumber: '+13125550123' },
      });
      running.upToDate();
      const path = `/v1/tenants/${tenant.id}/activation`;
      const { status } = await call('POST', path, { as: OPERATOR_KEY });
      if (status !== 200) throw new Error(`activation answered ${status}`);
      const ownerId = newId();
      await service.admin.query(
        `INSERT INTO account_user (tenant_id, id, email, name, role, password)
         VALUES ($1, $2, $3, 'Olivia', 'owner', 'none')`,
        [tenant.id, ownerId, `${ownerId}@example.com`],
      );
      await haveRead(tenant.id, ownerId);
      return tenant;
    },
    async newUser(tenantId: string, role: string): Promise<UserView> {
      const body = { email: `${newId()}@example.com`, name: 'Dana', role, password: PASSWORD };
      const answer = await call<UserView>('POST', '/v1/users', {
        as: OPERATOR_KEY,
        body,
        headers: { 'x-tenant-id': tenantId },
      });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    login(email: string, password = PASSWORD) {
      return call<{ accessToken: string; user: UserView }>('POST', '/v1/auth/login', {
        body: { email, password },
      });
    },
    haveRead,
    /** A session of a new user, who has read the rules of texting. */
    async as(tenantId: string, role: string): Promise<string> {
      const { id, email } = await running.newUser(tenantId, role);
      await haveRead(tenantId, id);
      return (await running.login(email)).body.accessToken;
    },
    async newKey(tenantId: string, scopes: string[], fields: object = {}): Promise<CreatedApiKey> {
      const answer = await call<CreatedApiKey>('POST', '/v1/api-keys', {
        as: OPERATOR_KEY,
        body: { name: 'Nightly sync', scopes, ...fields },
        headers: { 'x-tenant-id': tenantId },
      });
      if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
    async stop(): Promise<void> {
      await service.stop();
      await services.stop();
    },
  };
  return running;
}
