import { Problem } from '@fieldline/http';
import type { BodyErrorCode } from '@fieldline/sms';

export const badNote = (code: BodyErrorCode, detail: string): Problem =>
  new Problem({ code, status: 422, detail });

export const idempotencyKeyReused = (): Problem =>
  new Problem({
    code: 'idempotency_key_reused',
    status: 422,
    detail: 'This idempotency key has written another note. Use a new one.',
  });
