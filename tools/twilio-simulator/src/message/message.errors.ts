import { httpStatusOf, TwilioError } from '../wire/twilio-error.js';

/** Refusals of a message at its creation, by Twilio's code. `{}` stands for the number. */
const TEXTS: Readonly<Record<number, string>> = {
  21211: "Invalid 'To' Phone Number: {}",
  21212: "Invalid 'From' Number: {}",
  21266: "'To' and 'From' number cannot be the same: {}",
  21408:
    "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {}",
  21602: 'Message body is required.',
  21603: "A 'From' phone number is required.",
  21604: "A 'To' phone number is required.",
  21606:
    "The 'From' phone number provided ({}) is not a valid message-capable Twilio phone number for this account",
  21608: 'The number {} is unverified. Trial accounts cannot send messages to unverified numbers.',
  21609: 'The StatusCallback URL is not valid.',
  21610: 'Attempt to send to unsubscribed recipient',
  21611: "This 'From' number has exceeded the maximum number of queued messages: {}",
  21612: "Message cannot be sent with the current combination of 'To' ({}) and 'From'.",
  21614: "'To' number is not a valid mobile number: {}",
  21617: 'The concatenated message body exceeds the 1600 character limit',
  21620: 'Invalid media URL(s)',
  21623: 'Number of media files exceeds allowed limit',
  21635: 'The number {} is a landline',
  21659: "'From' {} is not a Twilio phone number or Short Code country mismatch",
  21701: 'The Messaging Service resource does not exist',
  21704: 'The Messaging Service contains no phone numbers',
};

export function refused(code: number, number = ''): TwilioError {
  const text = TEXTS[code] ?? `Refused with error ${code}`;
  return new TwilioError(httpStatusOf(code), code, text.replace('{}', number));
}

export const notCancelable = () => new TwilioError(400, 30409, 'This message cannot be canceled');
export const notComplete = () =>
  new TwilioError(409, 20009, 'Cannot change a message because its delivery has not completed');
