import type { FastifyInstance } from 'fastify';
import { DemoError, limitOf } from '../demo/demo.error.js';
import { LIMITS } from '../limits.js';
import type { Text } from '../message/message.js';
import type { Messages } from '../message/messages.js';
import type { PhoneNumber } from '../phone-number/phone-number.js';
import type { PhoneNumbers } from '../phone-number/phone-numbers.js';
import type { OptOuts } from './opt-outs.js';
import { listPhones, toTextView } from './phone.js';
import type { Texting } from './texting.js';

interface Rooms {
  messages: Messages;
  phoneNumbers: PhoneNumbers;
  optOuts: OptOuts;
  texting: Texting;
}

/** Virtual phones: list them, read them, text from them. */
export function phoneRoutes(server: FastifyInstance, rooms: Rooms): void {
  const { messages, phoneNumbers, optOuts, texting } = rooms;

  server.get('/phones', (request) => {
    const phones = listPhones(messages.all(), optOuts);
    return {
      total: phones.length,
      phones: phones.slice(0, limitOf(request.query, LIMITS.phonesListed)),
      businessNumbers: phoneNumbers.all().map(toBusinessNumber),
    };
  });

  server.get<{ Params: { number: string } }>('/phones/:number/messages', (request) => {
    const number = request.params.number;
    const thread = messages.ofNumber(number);
    const limit = limitOf(request.query, LIMITS.threadListed);
    return { number, total: thread.length, messages: thread.slice(-limit).map(toTextView) };
  });

  server.post<{ Params: { number: string } }>('/phones/:number/messages', (request, reply) => {
    const received = texting.receive(textOf(request.params.number, request.body));
    return reply.code(201).send({
      message: toTextView(received.message),
      keyword: received.keyword,
      reply: received.reply && toTextView(received.reply),
    });
  });
}

function toBusinessNumber({ number, accountSid, settings }: PhoneNumber) {
  return {
    number,
    accountSid,
    name: settings.friendlyName,
    hasWebhook: settings.smsUrl !== '',
  };
}

function textOf(from: string, body: unknown): Text {
  const fields = typeof body === 'object' && body !== null ? { ...body } : {};
  const { to, body: text = '', mediaCount = 0 }: Partial<Record<string, unknown>> = fields;
  if (typeof to !== 'string') throw new DemoError(400, 'missing_to', '"to" must be a number');
  if (typeof text !== 'string') throw new DemoError(400, 'invalid_body', '"body" must be text');
  const isCount = typeof mediaCount === 'number' && Number.isInteger(mediaCount);
  if (!isCount || mediaCount < 0 || mediaCount > LIMITS.mediaPerMessage) {
    const message = `"mediaCount" must be a whole number from 0 to ${LIMITS.mediaPerMessage}`;
    throw new DemoError(400, 'invalid_media_count', message);
  }
  return { from, to, body: text, mediaCount };
}
