import type { IncomingMessage } from 'node:http';
import { holdsTaxNumber } from '@fieldline/contracts';
import { v7 } from 'uuid';

export const REQUEST_ID_HEADER = 'x-request-id';

/** No room for a phone number with its plus sign, a tax number, a line break or a kilobyte. */
const SANE = /^[A-Za-z0-9._-]{8,64}$/;

/** The caller's id when it is sane, so that both sides can find the request; a new UUIDv7 otherwise. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers[REQUEST_ID_HEADER];
  const isSane = typeof given === 'string' && SANE.test(given) && !holdsTaxNumber(given);
  return isSane ? given : v7();
}
