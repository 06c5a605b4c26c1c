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

/** Whether Twilio signed this body for this address, whose query names the body's hash. */
export function isBodySigned(token: string, signature: string, url: string, body: string): boolean {
  return twilio.validateRequestWithBody(token, signature, url, body);
}
