import { PLATFORM_ID } from '@fieldline/contracts';

export { PLATFORM_ID };

export function isPlatform(tenantId: string): boolean {
  return tenantId === PLATFORM_ID;
}
