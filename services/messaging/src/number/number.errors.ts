import { Problem } from '@fieldline/http';

export const notActivated = (contact: string): Problem =>
  new Problem({
    code: 'not_activated',
    status: 403,
    detail: `Texting isn't activated for this business yet. Ask ${contact} to activate it.`,
  });

export const noNumberLeft = (): Problem =>
  new Problem({
    code: 'no_number_available',
    status: 409,
    detail: 'No local number is left there. Try another area code.',
  });
