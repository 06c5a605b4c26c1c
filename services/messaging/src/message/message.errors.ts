import { Problem, type ProblemOptions } from '@fieldline/http';
import type { DenialCode, Refusal, SendFacts } from '@fieldline/rules';
import { type BodyErrorCode, maxBodyUnits, textClassRequired } from '@fieldline/sms';
import type { ContextFault } from './message.about.js';

export const badBody = (code: BodyErrorCode, detail: string): Problem =>
  new Problem({ code, status: 422, detail });

export const mediaNotSupported = (): Problem =>
  new Problem({
    code: 'media_not_supported',
    status: 422,
    detail: "Picture messages can't be sent. Send text, perhaps with a link.",
  });

export const invalidNumber = (detail: string, field?: string): Problem =>
  new Problem({
    code: 'invalid_number',
    status: 422,
    detail,
    ...(field !== undefined && { errors: [{ field, message: detail }] }),
  });

export const ownNumber = (): Problem => invalidNumber("This is the business's own number.");

export const contextFault = (code: ContextFault): Problem => new Problem(CONTEXT_FAULTS[code]);

const CONTEXT_FAULTS: Readonly<Record<ContextFault, ProblemOptions>> = {
  context_of_another: {
    code: 'context_of_another',
    status: 422,
    detail:
      "The context is another customer's record than that of whom the text is for. Name theirs.",
  },
  context_unconfirmed: {
    code: 'context_unconfirmed',
    status: 409,
    detail: 'No contact has this number. Confirm that it is that of the customer in the context.',
  },
};

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

export const sendAtPast = (): Problem =>
  new Problem({
    code: 'send_at_past',
    status: 422,
    detail: 'This time is over. Leave sendAt out to send the text now.',
  });

export const classRequired = (): Problem => new Problem({ ...textClassRequired, status: 422 });

/** A first text is longer by what it says of its sender. */
export const introducedTooLong = (length: number): Problem =>
  new Problem({
    code: 'body_too_long',
    status: 422,
    detail:
      `The first text to a number names the business and says how to opt out: with that it is ${length} ` +
      `characters long; ${maxBodyUnits} is the most.`,
  });

/** Why a text may not go, with when and how they opted out, or what there is to decide or to confirm. */
export const denied = (
  { code, reason, stop, hold, opensAt, confirmable }: Refusal,
  { place }: Pick<SendFacts, 'place'>,
): Problem =>
  new Problem({
    code,
    status: STATUS[code] ?? 422,
    detail: reason,
    extras: {
      ...(stop && { optedOut: { at: stop.at.toISOString(), word: stop.word } }),
      ...(hold && { hold: { id: hold.id, at: hold.at.toISOString() } }),
      ...(code === 'quiet_hours_confirm' && {
        opensAt: opensAt?.toISOString() ?? null,
        confirmable: confirmable ?? true,
        place: { basis: place.basis, zones: place.zones },
      }),
    },
  });

const STATUS: Readonly<Partial<Record<DenialCode, number>>> = {
  registration_incomplete: 403,
  registration_not_approved: 403,
  quiet_hours_confirm: 409,
};

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
