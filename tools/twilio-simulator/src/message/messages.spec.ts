import { expect, it } from '@jest/globals';
import { LIMITS } from '../limits.js';
import { silentLogger } from '../logger.js';
import { Store } from '../state/store.js';
import type { Message } from './message.js';
import { Messages } from './messages.js';

const message = (sid: string, to: string): Message => ({
  sid,
  accountSid: 'AC1',
  serviceSid: null,
  from: '+15122340000',
  to,
  body: 'Hello',
  mediaCount: 0,
  direction: 'outbound-api',
  status: 'delivered',
  errorCode: null,
  segments: 1,
  price: null,
  statusCallback: null,
  createdAt: 0,
  updatedAt: 0,
  sentAt: 0,
  steps: [],
  redacted: false,
  hidden: false,
});

it('only the newest messages are kept', async () => {
  const messages = new Messages(await Store.open(undefined, silentLogger));
  messages.put(message('first', '+1'));
  messages.put(message('second', '+2'));
  for (let index = 0; index < LIMITS.messages - 1; index += 1) {
    messages.put(message(`SM${index}`, '+2'));
  }
  expect(messages.get('first')).toBeUndefined();
  expect(messages.ofNumber('+1')).toEqual([]);
  expect(messages.get('second')).toBeDefined();
  expect(messages.ofNumber('+15122340000')).toHaveLength(LIMITS.messages);
});
