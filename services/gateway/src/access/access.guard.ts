import { isId, type Principal } from '@fieldline/contracts';
import {
  attachPrincipal,
  bearerOf,
  forbidden,
  isPublic,
  notFound,
  tenantRequired,
} from '@fieldline/http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { GatewaySettings } from '../config.js';
import { TenantService } from '../tenant/tenant.service.js';
import { attachAccess } from './access.js';
import { permissionMissing, tenantClosed } from './access.errors.js';
import { endsWithClosing, isForMentioned, isSending, isTexting, permissionOf } from './allow.js';
import { checkClientVersion } from './client-version.js';
import { Credentials } from './credentials.js';
import { needsTenant } from './permissions.js';
import { SendingGate } from './sending-gate.js';

/** The one place that knows credentials: who asks, for which business, and whether they may. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly credentials: Credentials,
    private readonly tenants: TenantService,
    private readonly gate: SendingGate,
    private readonly settings: GatewaySettings,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    checkClientVersion(request.headers['x-client-version']);
    if (isPublic(this.reflector, context)) return true;
    const credential = await this.credentials.accessOf(bearerOf(request));
    const principal = await this.actFor(credential.principal, request.headers['x-tenant-id']);
    const needed = permissionOf(this.reflector, context);
    if (!needed) throw forbidden();
    const forMentioned = isForMentioned(this.reflector, context) && principal.kind === 'user';
    if (!credential.permissions.has(needed) && !forMentioned) throw permissionMissing(needed);
    if (principal.tenantId === null && needsTenant(needed)) throw tenantRequired();
    const access = { ...credential, principal };
    if (endsWithClosing(this.reflector, context)) await this.checkOpen(principal);
    const texting = isTexting(this.reflector, context);
    if (texting) await this.gate.checkTexting(access);
    if (isSending(this.reflector, context)) {
      await this.gate.checkActive(access);
      if (texting) await this.gate.checkRules(access);
    }
    attachPrincipal(request, principal);
    attachAccess(request, access);
    return true;
  }

  /** Operators name the business that they act for; everybody else has the one they belong to. */
  private async actFor(
    principal: Principal,
    header: string | readonly string[] | undefined,
  ): Promise<Principal> {
    if (header === undefined) return principal;
    if (principal.role !== 'operator') throw forbidden('Only operators act for a named business.');
    const tenant = isId(header) ? await this.tenants.find(header) : undefined;
    if (!tenant) throw notFound('tenant');
    return { ...principal, tenantId: tenant.tenantId };
  }

  /** Looked up anew: an answer of seconds ago might let money go. @throws tenant_closed */
  private async checkOpen({ tenantId }: Principal): Promise<void> {
    if (tenantId === null) return;
    const { state } = await this.tenants.look(tenantId);
    if (state === 'closed') throw tenantClosed(this.settings.operatorContact);
  }
}
