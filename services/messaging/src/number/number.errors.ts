import { Problem } from '@fieldline/http';

export const notActivated = (contact: string): Problem =>
  new Problem({
    code: 'not_activated',
    status: 403,
    detail: `Texting isn't activated for this business yet. Ask ${contact} to activate it.`,
  });

/** It was closed while its number was being bought, or before. */
export const numberReleased = (): Problem =>
  new Problem({ code: 'tenant_closed', status: 409, detail: 'This business is closed, for good.' });

export const textsUnderWay = (): Problem =>
  new Problem({
    code: 'texts_under_way',
    status: 409,
    detail: 'Texts are on their way to Twilio. Try again in a moment.',
  });

export const noNumberLeft = (): Problem =>
  new Problem({
    code: 'no_number_available',
    status: 409,
    detail:
      'No local number is left there, within 25 miles of it, or elsewhere in its state or province.',
  });
