import { BUNDLES } from '@fieldline/contracts';
import { Problem } from '@fieldline/http';

export const invalidBundle = (): Problem =>
  new Problem({
    code: 'invalid_bundle',
    status: 422,
    detail: `Segments come in bundles of ${BUNDLES.map((size) => size.toLocaleString('en-US')).join(', ')}.`,
    extras: { bundles: BUNDLES },
  });
