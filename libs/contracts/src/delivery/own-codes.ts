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
