import { Problem } from '@fieldline/http';

export const adjustmentTooLarge = (): Problem =>
  new Problem({
    code: 'adjustment_too_large',
    status: 422,
    detail: 'This would take away more segments than are available.',
  });
