import type { DeliveryAdvice } from './delivery-advice.js';

/** Why a text of ours ended badly, when it is not Twilio's code that says most. */
export const OWN_CODES: Readonly<Record<string, DeliveryAdvice>> = {
  insufficient_balance: {
    sentence: 'There were not enough segments left.',
    nextStep: 'Purchase messages, then send it again.',
    fix: 'purchase',
    retry: 'after_fix',
    affectsBusiness: true,
  },
  recipient_opted_out: {
    sentence: 'They have opted out of texts from this business.',
    nextStep:
      'Call instead. If they texted STOP, only a START from their phone opts them in again.',
    fix: 'call_instead',
    retry: 'never',
  },
  recipient_not_opted_in: {
    sentence: 'Their consent ended before the text went.',
    nextStep: 'Record their opt-in, then send it again.',
    fix: 'call_instead',
    retry: 'after_fix',
  },
  recipient_on_hold: {
    sentence: 'They seem to have asked for no more texts, so nothing goes to them for now.',
    nextStep: 'Read what they wrote, then release the hold or opt them out. Call meanwhile.',
    fix: 'call_instead',
    retry: 'after_fix',
  },
  consent_expired: {
    sentence: 'Their implied consent had expired before the text went.',
    nextStep: 'Ask for their consent and record it, then send it again.',
    fix: 'call_instead',
    retry: 'after_fix',
  },
  promotional_consent_required: {
    sentence: 'A promotional text needs their written consent, and there is none.',
    nextStep: 'Record their written consent, then send it again.',
    fix: 'call_instead',
    retry: 'after_fix',
  },
  quiet_hours_confirm: {
    sentence: 'It was outside the hours for texts where they are.',
    nextStep: 'Send it within those hours, or confirm that it may go all the same.',
    fix: 'wait',
    retry: 'later',
  },
  registration_incomplete: {
    sentence: "The business hasn't been registered with the carriers yet.",
    nextStep: 'Submit the registration form. Call meanwhile.',
    fix: 'finish_registration',
    retry: 'after_fix',
    affectsBusiness: true,
  },
  registration_not_approved: {
    sentence: "The business's registration hasn't been approved by the carriers yet.",
    nextStep: 'Wait for the approval, then send it again. Call meanwhile.',
    fix: 'finish_registration',
    retry: 'after_fix',
    affectsBusiness: true,
  },
  expired: {
    sentence: 'Texting was suspended when it was due, and it would have come hours late.',
    nextStep: "Send it again, if it's still true.",
    fix: 'call_instead',
    retry: 'later',
  },
  tenant_closed: {
    sentence: 'The business was closed before the text went.',
    nextStep: 'Nothing is to be done.',
    fix: 'none',
    retry: 'never',
    affectsBusiness: true,
  },
  confirmation_too_late: {
    sentence: 'An opt-out is confirmed within five minutes, and those had passed.',
    nextStep: 'Nothing is to be done: they are opted out.',
    fix: 'none',
    retry: 'never',
  },
  opt_out_lifted: {
    sentence: 'They were opted in again before the confirmation of their opt-out went.',
    nextStep: 'Nothing is to be done: they may be texted.',
    fix: 'none',
    retry: 'never',
  },
  context_of_another: {
    sentence:
      'It is about a customer who has this number no more, or about a visit that is not theirs any more.',
    nextStep: 'Write it anew for whoever has the number, or the visit, now.',
    fix: 'none',
    retry: 'never',
  },
  context_unconfirmed: {
    sentence: 'It is about a customer, and by the time it was to go no contact had this number.',
    nextStep: 'Find out whose number it is. Then write it anew, and confirm that it is theirs.',
    fix: 'none',
    retry: 'never',
  },
  recipient_erased: {
    sentence: 'What was kept of this person was erased before the text went.',
    nextStep: 'Nothing is to be done.',
    fix: 'none',
    retry: 'never',
  },
  provider_rejected: {
    sentence: "Twilio didn't accept the text for this number.",
    nextStep: 'Check the number, or call instead.',
    fix: 'correct_number',
    retry: 'no',
  },
  carrier_error: {
    sentence: "The carrier couldn't deliver the text.",
    nextStep: 'Check the number, or call instead.',
    fix: 'correct_number',
    retry: 'no',
  },
  outcome_unknown: {
    sentence: 'Nobody could find out whether the text went.',
    nextStep: 'Ask the customer before you send it again: they may get it twice.',
    fix: 'call_instead',
    retry: 'later',
  },
};
