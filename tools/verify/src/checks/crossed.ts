/** Found wherever two services' rows of one id are put beside each other. */
export const CROSSED = {
  'tenancy.crossed': `Two services know one id as two businesses'.`,
} as const;
