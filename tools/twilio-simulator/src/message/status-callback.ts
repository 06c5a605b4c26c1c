import { hash } from '../wire/hash.js';
import type { CallbackParams } from '../callback/callback.js';
import { failureText, type Message } from './message.js';

/** The form of a status callback; no event id and no instant, as in life. */
export function statusParams(message: Message): CallbackParams {
  const params: CallbackParams = {
    SmsSid: message.sid,
    SmsStatus: message.status,
    MessageStatus: message.status,
    To: message.to,
    MessageSid: message.sid,
    AccountSid: message.accountSid,
    From: message.from ?? '',
    ApiVersion: '2010-04-01',
  };
  if (message.serviceSid !== null) params.MessagingServiceSid = message.serviceSid;
  if (message.errorCode !== null) {
    params.ErrorCode = String(message.errorCode);
    params.ErrorMessage = failureText(message.errorCode);
  }
  if (hasReceipt(message)) params.RawDlrDoneDate = receiptDate(message.updatedAt);
  return params;
}

/** Most carriers report when a message arrived, not all. */
function hasReceipt({ sid, status }: Message): boolean {
  return (status === 'delivered' || status === 'undelivered') && hash(sid) % 5 > 0;
}

/** YYMMDDhhmm. */
function receiptDate(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/\D/g, '').slice(2, 12);
}
