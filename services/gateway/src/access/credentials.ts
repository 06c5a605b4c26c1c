import { unauthorized } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { ApiKeyService } from '../api-key/api-key.service.js';
import { GatewaySettings } from '../config.js';
import { isPlatform } from '../tenant/platform.js';
import { TenantService } from '../tenant/tenant.service.js';
import { UserService } from '../user/user.service.js';
import type { Access } from './access.js';
import { tenantClosed } from './access.errors.js';
import { type Permission, ROLE_PERMISSIONS } from './permissions.js';
import { Sessions } from './session.js';

const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/;

/** Turns a bearer token into what it is good for. */
@Injectable()
export class Credentials {
  constructor(
    private readonly sessions: Sessions,
    private readonly users: UserService,
    private readonly apiKeys: ApiKeyService,
    private readonly tenants: TenantService,
    private readonly settings: GatewaySettings,
  ) {}

  /** @throws unauthorized for what is missing, forged, expired, revoked or deactivated; tenant_closed */
  async accessOf(token: string): Promise<Access> {
    const access = await (JWT.test(token) ? this.ofSession(token) : this.ofApiKey(token));
    await this.checkOpen(access.principal.tenantId);
    return access;
  }

  /** Nobody of a closed business gets in. @throws tenant_closed */
  async checkOpen(tenantId: string | null): Promise<void> {
    const tenant = tenantId === null ? undefined : await this.tenants.find(tenantId);
    if (tenant?.state === 'closed') throw tenantClosed(this.settings.operatorContact);
  }

  private async ofSession(token: string): Promise<Access> {
    const { tenantId, userId } = await this.sessions.read(token);
    const user = await this.users.find(tenantId, userId);
    if (user?.status !== 'active') throw unauthorized();
    const { id, role, name } = user;
    const principal = { kind: 'user', id, role, tenantId: businessOf(tenantId) } as const;
    return { principal, name, permissions: ROLE_PERMISSIONS[role], mode: 'live' };
  }

  private async ofApiKey(secret: string): Promise<Access> {
    const key = await this.apiKeys.use(secret);
    if (!key) throw unauthorized();
    const { id, role, name, mode } = key;
    const scopes = ['me:read', ...key.scopes] as Permission[];
    const principal = { kind: 'api_key', id, role, tenantId: businessOf(key.tenantId) } as const;
    const permissions = role === 'operator' ? ROLE_PERMISSIONS.operator : new Set(scopes);
    return { principal, name, permissions, mode };
  }
}

function businessOf(tenantId: string): string | null {
  return isPlatform(tenantId) ? null : tenantId;
}
