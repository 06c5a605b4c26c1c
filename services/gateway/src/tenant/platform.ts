/** Stands for the platform where a business's id stands: operators and their keys are its rows. */
export const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';

export function isPlatform(tenantId: string): boolean {
  return tenantId === PLATFORM_ID;
}
