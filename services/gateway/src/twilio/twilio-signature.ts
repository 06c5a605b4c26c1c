import twilio from 'twilio';

/** Whether Twilio signed these fields for this address. */
export function isSigned(
  token: string,
  signature: string,
  url: string,
  fields: Readonly<Record<string, unknown>>,
): boolean {
  return twilio.validateRequest(token, signature, url, fields);
}
