import type { Call, TwilioApi } from '../wire/api.js';
import { listBody, pageOf } from '../wire/page.js';
import { invalidParameter, notFound } from '../wire/twilio-error.js';
import type { Delivery } from './delivery.js';
import { FINAL, type Message, toMessageView } from './message.js';
import { notCancelable, notComplete } from './message.errors.js';
import { listMessages } from './message.list.js';
import type { Messages } from './messages.js';
import { sendRequestOf, type SendingRules } from './sending.js';

const LIST = '/2010-04-01/Accounts/{AccountSid}/Messages.json';
const ONE = '/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json';

interface Rooms {
  messages: Messages;
  delivery: Delivery;
  rules: SendingRules;
}

export function messageRoutes(api: TwilioApi, { messages, delivery, rules }: Rooms): void {
  const find = ({ account, path, pathname }: Call): Message => {
    const message = messages.get(path.Sid ?? '');
    if (message?.accountSid !== account.sid || message.hidden) throw notFound(pathname);
    return message;
  };

  api.handle('POST', LIST, ({ account, form }) => {
    const request = sendRequestOf(form, account, rules);
    return { status: 201, body: toMessageView(delivery.accept(account.sid, request)) };
  });

  api.handle('GET', LIST, ({ account, query, pathname }) => {
    const page = pageOf(listMessages(messages, account.sid, query), query);
    return { status: 200, body: listBody('messages', page, toMessageView, pathname, query) };
  });

  api.handle('GET', ONE, (call) => ({ status: 200, body: toMessageView(find(call)) }));

  api.handle('POST', ONE, (call) => {
    const message = find(call);
    const [status, body] = [call.form.one('Status'), call.form.one('Body')];
    if (status !== undefined) {
      if (status !== 'canceled') throw invalidParameter(`Status is not valid: ${status}`);
      if (message.status !== 'scheduled') throw notCancelable();
      return { status: 200, body: toMessageView(delivery.cancel(message)) };
    }
    if (body !== '') throw invalidParameter('Body can only be redacted: it must be empty');
    if (!FINAL.has(message.status)) throw notComplete();
    const redacted = messages.put({ ...message, redacted: true, updatedAt: Date.now() });
    return { status: 200, body: toMessageView(redacted) };
  });

  api.handle('DELETE', ONE, (call) => {
    const message = find(call);
    if (!FINAL.has(message.status)) throw notComplete();
    messages.put({ ...message, hidden: true });
    return { status: 204 };
  });
}
