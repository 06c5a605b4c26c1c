import { describe, expect, test } from '@jest/globals';
import { type Ended, needsAttention } from './message.attention.js';

const ended = (fields: Partial<Ended>): Ended => ({
  tenantId: 't',
  id: 'm',
  conversationId: 'c',
  status: 'delivered',
  errorCode: null,
  providerCode: null,
  mandatory: false,
  createdAt: new Date(0),
  ...fields,
});

describe('a text needs somebody’s attention', () => {
  test.each<[string, Partial<Ended>]>([
    [
      'it was not delivered',
      { status: 'undelivered', errorCode: 'carrier_error', providerCode: 30_003 },
    ],
    ['it failed', { status: 'failed', errorCode: 'carrier_error', providerCode: null }],
    ['there were too few segments', { status: 'failed', errorCode: 'insufficient_balance' }],
    ['Twilio refused it', { status: 'rejected', errorCode: 'provider_rejected' }],
    ['Twilio knows of a STOP', { status: 'rejected', errorCode: 'recipient_opted_out' }],
    ['a STOP came in between', { status: 'canceled', errorCode: 'recipient_opted_out' }],
    ['nobody knows what became of it', { status: 'unknown_final' }],
  ])('when %s', (_, fields) => {
    expect(needsAttention(ended(fields))).toBe(true);
  });

  test.each<[string, Partial<Ended>]>([
    ['it arrived', {}],
    ['it is on its way', { status: 'unknown' }],
    ['somebody called it off', { status: 'canceled' }],
    ['its recipient was erased', { status: 'canceled', errorCode: 'recipient_erased' }],
    [
      'the law asked for it',
      { status: 'undelivered', errorCode: 'carrier_error', mandatory: true },
    ],
  ])('but not when %s', (_, fields) => {
    expect(needsAttention(ended(fields))).toBe(false);
  });
});
