import { Problem } from '@fieldline/http';

/** An import of the next night would bring back what somebody had a right to have taken away. */
export const contactErased = (): Problem =>
  new Problem({
    code: 'contact_erased',
    status: 409,
    detail: 'This contact was erased: nothing of them is kept any more. Use another external id.',
  });
