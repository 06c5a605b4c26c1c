import type { MessageContext } from '@fieldline/contracts';
import { codesMeantIn } from '@fieldline/sms';
import type { WrittenText } from './field-code.service.js';

/**
 * The records that fill a text's codes in, undefined for one without codes: those that it names, or nobody's but
 * the contact's who is texted.
 */
export function contextOf({ body, context, contactId }: WrittenText): MessageContext | undefined {
  if (context || contactId === undefined) return context;
  return codesMeantIn(body).size > 0 ? {} : undefined;
}
