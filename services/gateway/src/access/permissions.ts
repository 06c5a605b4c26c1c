import { type Role, ROLES } from '@fieldline/contracts';

/** What may be done within a business: what roles are made of, and the scopes of API keys. */
export const TENANT_PERMISSIONS = [
  'alerts:write',
  'api_keys:read',
  'api_keys:write',
  'audit:read',
  'balance:read',
  'consents:read',
  'consents:write',
  'contacts:read',
  'contacts:write',
  'conversations:read',
  'conversations:write',
  'dossiers:read',
  'employees:read',
  'employees:write',
  'erasures:read',
  'erasures:write',
  'jobs:read',
  'jobs:write',
  'job_types:write',
  'messages:read',
  'messages:write',
  'purchases:read',
  'purchases:write',
  'quiet_hours:read',
  'quiet_hours:write',
  'registration:read',
  'registration:write',
  'retention:read',
  'retention:write',
  'smtp:read',
  'smtp:write',
  'tenant:read',
  'texting_settings:read',
  'texting_settings:write',
  'tie_outs:read',
  'users:read',
  'users:write',
] as const;

/** What only the platform's operators may. */
export const PLATFORM_PERMISSIONS = [
  'balance:adjust',
  'dead_letters:read',
  'dead_letters:write',
  'flagged_purchases:read',
  'purchases:refund',
  'republications:read',
  'republications:write',
  'sending_pause:read',
  'sending_pause:write',
  'tenants:export',
  'tenants:read',
  'tenants:write',
  'tie_outs:write',
] as const;

export type TenantPermission = (typeof TENANT_PERMISSIONS)[number];
/** `me:read` is everybody's who is somebody. */
export type Permission = TenantPermission | (typeof PLATFORM_PERMISSIONS)[number] | 'me:read';

/** All that can be asked for without naming a business. */
const BUSINESSLESS: ReadonlySet<Permission> = new Set([
  'dead_letters:read',
  'dead_letters:write',
  'flagged_purchases:read',
  'me:read',
  'republications:read',
  'republications:write',
  'sending_pause:read',
  'sending_pause:write',
  'tenant:read',
  'tenants:export',
  'tenants:read',
  'tenants:write',
]);

const WATCHES: readonly Permission[] = [
  'me:read',
  'balance:read',
  'consents:read',
  'contacts:read',
  'conversations:read',
  'employees:read',
  'jobs:read',
  'messages:read',
  'purchases:read',
  'registration:read',
  'tenant:read',
  'texting_settings:read',
  'users:read',
];
const TEXTS: readonly Permission[] = [
  ...WATCHES,
  'dossiers:read',
  'consents:write',
  'contacts:write',
  'conversations:write',
  'jobs:write',
  'messages:write',
  'purchases:write',
  'quiet_hours:read',
];
const RUNS: readonly Permission[] = [
  ...TEXTS,
  'alerts:write',
  'api_keys:read',
  'api_keys:write',
  'audit:read',
  'erasures:read',
  'erasures:write',
  // An employee's number needs no opt-in: who may name them answers for it.
  'employees:write',
  'job_types:write',
  'quiet_hours:write',
  'registration:write',
  'retention:read',
  'retention:write',
  'smtp:read',
  'smtp:write',
  'texting_settings:write',
  'tie_outs:read',
  'users:write',
];

/** Who may do what. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  operator: new Set([...RUNS, ...PLATFORM_PERMISSIONS]),
  owner: new Set(RUNS),
  admin: new Set(RUNS),
  agent: new Set(TEXTS),
  technician: new Set([
    'me:read',
    'consents:read',
    'contacts:read',
    'jobs:read',
    'registration:read',
    'tenant:read',
  ]),
  readonly: new Set(WATCHES),
};

/** Whom a caller without a permission may ask. */
export function rolesWith(permission: Permission): Role[] {
  return ROLES.filter((role) => ROLE_PERMISSIONS[role].has(permission));
}

export function isTenantPermission(text: string): text is TenantPermission {
  return (TENANT_PERMISSIONS as readonly string[]).includes(text);
}

export function needsTenant(permission: Permission): boolean {
  return !BUSINESSLESS.has(permission);
}

/** Nobody gives away more than they have: an admin makes no owner. */
export function mayAssign(assigner: Role, role: Role): boolean {
  if (role === 'operator') return false;
  if (assigner === 'operator' || assigner === 'owner') return true;
  return assigner === 'admin' && role !== 'owner';
}
