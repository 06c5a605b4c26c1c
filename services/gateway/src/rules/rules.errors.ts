import { Problem } from '@fieldline/http';

const READ_THEM =
  'GET /v1/rules shows them, POST /v1/rules/acknowledgement says that they were read.';

export const rulesNotAcknowledged = (version: string, byOwner: boolean): Problem =>
  new Problem({
    code: 'rules_not_acknowledged',
    status: 403,
    detail: byOwner
      ? `An owner of this business has to read the rules of texting first. ${READ_THEM}`
      : `Read the rules of texting first. ${READ_THEM}`,
    extras: { version },
  });

export const staleVersion = (version: string): Problem =>
  new Problem({
    code: 'stale_version',
    status: 409,
    detail: 'The rules have changed since. Read them again.',
    extras: { version },
  });
