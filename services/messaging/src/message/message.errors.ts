import { Problem } from '@fieldline/http';
import type { Decision } from '@fieldline/rules';
import type { BodyErrorCode } from '@fieldline/sms';

export const badBody = (code: BodyErrorCode, detail: string): Problem =>
  new Problem({ code, status: 422, detail });

export const mediaNotSupported = (): Problem =>
  new Problem({
    code: 'media_not_supported',
    status: 422,
    detail: "Picture messages can't be sent. Send text, perhaps with a link.",
  });

export const invalidNumber = (detail: string): Problem =>
  new Problem({ code: 'invalid_number', status: 422, detail });

export const recipientNoNumber = (who: 'contact' | 'employee'): Problem =>
  new Problem({
    code: 'recipient_no_number',
    status: 422,
    detail: `This ${who} has no SMS number. Add one first.`,
  });

export const sendAtTooLate = (days: number): Problem =>
  new Problem({
    code: 'send_at_too_late',
    status: 422,
    detail: `A text can be scheduled up to ${days} days ahead.`,
  });

/** Why a text may not go, with when and how they opted out, or what there is to decide. */
export const denied = ({
  code,
  reason,
  stop,
  hold,
}: Extract<Decision, { allow: false }>): Problem =>
  new Problem({
    code,
    status: 422,
    detail: reason,
    extras: {
      ...(stop && { optedOut: { at: stop.at.toISOString(), word: stop.word } }),
      ...(hold && { hold: { id: hold.id, at: hold.at.toISOString() } }),
    },
  });

export const notCancelable = (status: string): Problem =>
  new Problem({
    code: 'not_cancelable',
    status: 409,
    detail: `This message is ${status}: it can only be canceled before it goes to Twilio.`,
  });

export const idempotencyKeyReused = (): Problem =>
  new Problem({
    code: 'idempotency_key_reused',
    status: 422,
    detail: 'This idempotency key has sent another text. Use a new one.',
  });
