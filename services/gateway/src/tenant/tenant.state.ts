import type { AuditAction } from '../audit/audit.actions.js';
import type { Tenant } from './tenant.entity.js';
import {
  activationInProgress,
  tenantAlreadyClosed,
  tenantClosing,
  tenantNotActive,
} from './tenant.errors.js';

/** What was done to a business, for the audit. */
export interface Deed {
  readonly action: AuditAction;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * From now on nothing leaves; what comes in is kept. A notice that was given runs on.
 * @returns null when that is so already
 * @throws tenant_not_active, tenant_closed
 */
export function suspend(tenant: Tenant, reason: string): Deed | null {
  refuseClosed(tenant);
  if (tenant.state === 'created') throw tenantNotActive();
  if (tenant.state === 'suspended' && tenant.stateReason === reason) return null;
  Object.assign(tenant, { state: 'suspended', stateReason: reason });
  return { action: 'tenant.suspended', detail: { reason } };
}

/**
 * Takes a suspension and a notice back.
 * @returns null when there is neither
 * @throws tenant_closed
 */
export function resume(tenant: Tenant): Deed | null {
  refuseClosed(tenant);
  const before = tenant.state;
  if (before !== 'suspended' && tenant.closesAt === null) return null;
  const state = before === 'created' ? 'created' : 'active';
  Object.assign(tenant, { state, stateReason: null, closesAt: null });
  return { action: 'tenant.resumed', detail: { before } };
}

/**
 * Gives notice, or closes at once. Until the notice ends everything goes on as ever, unless it's suspended.
 * @throws tenant_closing, tenant_closed, activation_in_progress
 */
export function close(tenant: Tenant, reason: string | null, closesAt: Date, now: Date): Deed {
  refuseClosed(tenant);
  if (tenant.closesAt) throw tenantClosing(tenant.closesAt);
  if (tenant.activatingUntil && tenant.activatingUntil > now) throw activationInProgress();
  Object.assign(tenant, { closesAt, ...(reason !== null && { stateReason: reason }) });
  if (closesAt <= now) return end(tenant);
  if (tenant.state === 'active') tenant.state = 'closing';
  return { action: 'tenant.closing', detail: { reason, closesAt: closesAt.toISOString() } };
}

/** The notice is over. @returns null when it was taken back meanwhile */
export function endNotice(tenant: Tenant, now: Date): Deed | null {
  const isDue = tenant.closesAt !== null && tenant.closesAt <= now;
  return isDue && tenant.state !== 'closed' ? end(tenant) : null;
}

function end(tenant: Tenant): Deed {
  const before = tenant.state;
  tenant.state = 'closed';
  return { action: 'tenant.closed', detail: { reason: tenant.stateReason, before } };
}

function refuseClosed({ state }: Tenant): void {
  if (state === 'closed') throw tenantAlreadyClosed();
}
