import type { DeliveryAdvice } from './delivery-advice.js';

/** Of a text that Twilio or a carrier doesn't name a reason for, and of every code that isn't listed. */
export const UNKNOWN_CODE: DeliveryAdvice = {
  sentence: "The text didn't go through, and nobody says why.",
  nextStep: 'Call the customer instead.',
  fix: 'call_instead',
  retry: 'no',
};

const OURS_TO_MEND = {
  sentence: 'Something on our side is not set up right. It is not the fault of the number.',
  nextStep: 'Ask your Fieldline operator. Call the customer meanwhile.',
  fix: 'ask_operator',
  retry: 'after_fix',
} as const satisfies DeliveryAdvice;
const NOTHING_GOES = { ...OURS_TO_MEND, affectsBusiness: true } as const satisfies DeliveryAdvice;

const WRONG_NUMBER = {
  sentence: 'There is no such number.',
  nextStep: 'Check the number with the customer and correct it.',
  fix: 'correct_number',
  retry: 'no',
} as const satisfies DeliveryAdvice;

const NO_TEXTS_THERE = {
  sentence: 'This number takes no texts: it is a landline, or its carrier has no texting.',
  nextStep: 'Ask for a mobile number, or call instead.',
  fix: 'correct_number',
  retry: 'no',
} as const satisfies DeliveryAdvice;

const QUEUE_IS_FULL = {
  sentence: 'Too many texts were waiting to go out.',
  nextStep: 'Wait until they are gone, then send it again.',
  fix: 'wait',
  retry: 'later',
} as const satisfies DeliveryAdvice;

const REGISTER = {
  sentence: "Carriers don't take texts of this business: its registration is not approved.",
  nextStep: 'Finish the registration, then send it again.',
  fix: 'finish_registration',
  retry: 'after_fix',
  affectsBusiness: true,
} as const satisfies DeliveryAdvice;

const TRY_ONCE_MORE = {
  nextStep: 'Send it again once, some hours later, or call instead.',
  fix: 'resend',
  retry: 'once',
} as const;

const NOT_AVAILABLE = {
  sentence: 'Twilio had a fault of its own and did not send the text.',
  nextStep: 'Send it again in a few minutes.',
  fix: 'resend',
  retry: 'later',
} as const satisfies DeliveryAdvice;

const NOTICE_OF_LIMIT = {
  sentence: 'T-Mobile says that much of what it takes from this business in a day is used up.',
  nextStep: 'Spread texts over more days, or ask your Fieldline operator for a higher limit.',
  fix: 'wait',
  retry: 'later',
  affectsBusiness: true,
} as const satisfies DeliveryAdvice;

/** Codes with which Twilio refuses a text at once. */
const REFUSED: Readonly<Record<number, DeliveryAdvice>> = {
  20003: NOTHING_GOES,
  20404: NOTHING_GOES,
  20429: { ...QUEUE_IS_FULL, retry: 'slower' },
  20500: NOT_AVAILABLE,
  20503: NOT_AVAILABLE,
  21211: WRONG_NUMBER,
  21212: NOTHING_GOES,
  21266: {
    sentence: "The text was addressed to the business's own number.",
    nextStep: "Correct the contact's number.",
    fix: 'correct_number',
    retry: 'no',
  },
  21408: {
    sentence: 'Texts to this country are switched off.',
    nextStep: 'Call instead, or ask your Fieldline operator to switch the country on.',
    fix: 'ask_operator',
    retry: 'after_fix',
  },
  21601: NOTHING_GOES,
  21602: OURS_TO_MEND,
  21603: NOTHING_GOES,
  21604: OURS_TO_MEND,
  21606: NOTHING_GOES,
  21608: {
    sentence: 'The Twilio account is on trial and may text only numbers that were verified.',
    nextStep: 'Ask your Fieldline operator to end the trial.',
    fix: 'ask_operator',
    retry: 'after_fix',
    affectsBusiness: true,
  },
  21609: OURS_TO_MEND,
  21610: {
    sentence: 'They have opted out of texts from this business.',
    nextStep: 'Call instead. Only a START from their phone opts them in again.',
    fix: 'call_instead',
    retry: 'never',
  },
  21611: QUEUE_IS_FULL,
  21612: {
    sentence: "The business's number can't reach this number.",
    nextStep: 'Check the number, or call instead.',
    fix: 'call_instead',
    retry: 'no',
  },
  21614: NO_TEXTS_THERE,
  21617: {
    sentence: 'The text was too long.',
    nextStep: 'Shorten it, then send it again.',
    fix: 'resend',
    retry: 'after_fix',
  },
  21620: OURS_TO_MEND,
  21623: OURS_TO_MEND,
  21635: NO_TEXTS_THERE,
  21659: NOTHING_GOES,
  21701: NOTHING_GOES,
  21702: NOTHING_GOES,
  21703: NOTHING_GOES,
  21704: NOTHING_GOES,
  21705: NOTHING_GOES,
};

/** Codes with which a text fails after Twilio took it. */
const FAILED: Readonly<Record<number, DeliveryAdvice>> = {
  30001: QUEUE_IS_FULL,
  30002: {
    sentence: "The business's texting is suspended.",
    nextStep: 'Ask your Fieldline operator. Nothing goes out until it is lifted.',
    fix: 'ask_operator',
    retry: 'after_fix',
    affectsBusiness: true,
  },
  30003: {
    sentence: 'Their phone was off or out of reach for too long.',
    ...TRY_ONCE_MORE,
  },
  30004: {
    sentence: 'Their carrier or their phone blocks texts from this business.',
    nextStep: 'Call instead.',
    fix: 'call_instead',
    retry: 'no',
  },
  30005: { ...WRONG_NUMBER, sentence: 'The number is not in use any more.' },
  30006: NO_TEXTS_THERE,
  30007: {
    sentence: 'The carrier took the text for spam and dropped it.',
    nextStep: 'Write it differently, without links or capital letters, or call instead.',
    fix: 'call_instead',
    retry: 'no',
  },
  30008: { sentence: "The carrier couldn't deliver the text, and says no more.", ...TRY_ONCE_MORE },
  30017: {
    sentence: "The carrier's network was overloaded.",
    nextStep: 'Send it again in an hour.',
    fix: 'resend',
    retry: 'later',
  },
  30022: {
    sentence: 'More texts went out at once than the carrier takes from this business.',
    nextStep: 'Send it again, fewer at a time.',
    fix: 'resend',
    retry: 'slower',
  },
  30023: {
    sentence: 'What T-Mobile takes from this business in a day is used up.',
    nextStep: 'Send it again tomorrow (after midnight Pacific time), or call instead.',
    fix: 'wait',
    retry: 'later',
    affectsBusiness: true,
  },
  30025: NOTICE_OF_LIMIT,
  30026: NOTICE_OF_LIMIT,
  30027: NOTICE_OF_LIMIT,
  30032: {
    ...REGISTER,
    sentence: 'The toll-free number it was sent from is not verified.',
    nextStep: 'Ask your Fieldline operator to have it verified.',
    fix: 'ask_operator',
  },
  30033: {
    sentence: 'The carriers have suspended the texts of this business.',
    nextStep: 'Ask your Fieldline operator. Nothing goes out until it is lifted.',
    fix: 'ask_operator',
    retry: 'after_fix',
    affectsBusiness: true,
  },
  30034: REGISTER,
  30035: {
    sentence: "The business's number is still being set up with the carriers.",
    nextStep: 'Wait some hours, then send it again.',
    fix: 'wait',
    retry: 'later',
    affectsBusiness: true,
  },
  30036: {
    sentence: "The carrier couldn't deliver the text in time, and gave it up.",
    nextStep: 'Send it again if it still matters, or call instead.',
    fix: 'resend',
    retry: 'once',
  },
  30410: {
    sentence: "The carrier didn't answer in time. The text may have arrived all the same.",
    nextStep: 'Ask the customer before you send it again: they may get it twice.',
    fix: 'call_instead',
    retry: 'later',
  },
  30450: {
    sentence: 'Twilio held back texts to this number for a while, as a guard against fraud.',
    nextStep: 'Send it again in half an hour, or call instead.',
    fix: 'wait',
    retry: 'later',
  },
  30485: UNKNOWN_CODE,
  30500: { ...NOT_AVAILABLE, retry: 'once' },
  30610: {
    sentence: 'It was too early or too late in the day where they are.',
    nextStep: 'Send it again in the daytime, or call instead.',
    fix: 'wait',
    retry: 'later',
  },
  30640: {
    sentence: 'The number is known for lawsuits about texts, so it was not sent.',
    nextStep: "Call instead. Don't text this number.",
    fix: 'call_instead',
    retry: 'never',
  },
  21717: REGISTER,
  21729: {
    ...REGISTER,
    sentence: 'The registration of this business is suspended.',
    nextStep: 'Ask your Fieldline operator.',
    fix: 'ask_operator',
  },
};

/**
 * Every code of Twilio's that can stand on a message, and what it means to the office. Twilio says that
 * codes may change: what isn't here is `UNKNOWN_CODE`.
 */
export const TWILIO_CODES: Readonly<Record<number, DeliveryAdvice>> = { ...REFUSED, ...FAILED };
