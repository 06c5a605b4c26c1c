export const ROLES = ['operator', 'owner', 'admin', 'agent', 'technician', 'readonly'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks. The gateway vouches for it with its signature; services believe nothing else. */
export interface Principal {
  readonly kind: 'user' | 'api_key' | 'system';
  /** The user's or the key's id. */
  readonly id: string;
  /** The business that is acted for. An operator without one may do platform work only. */
  readonly tenantId: string | null;
  readonly role: Role;
}

/** How a principal is named in records: `user:<id>`. */
export function actorOf(principal: Principal): string {
  return `${principal.kind}:${principal.id}`;
}
