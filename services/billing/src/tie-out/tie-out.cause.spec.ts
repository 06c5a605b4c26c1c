import { expect, test } from '@jest/globals';
import type { MismatchKind } from '@fieldline/contracts';
import { causeOf, type Found } from './tie-out.cause.js';

const FOUND: Found = {
  messageId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11',
  providerMessageId: 'SM1',
  direction: 'outbound',
  status: 'delivered',
  providerStatus: 'delivered',
  holdState: 'posted',
  postedSegments: 1,
  ledgerSegments: 1,
  messagingSegments: 1,
  twilioSegments: 1,
};

test.each<[MismatchKind, Partial<Found>, string]>([
  [
    'missing_charge',
    { holdState: null, ledgerSegments: null, twilioSegments: 2 },
    'It costs 2 segments, and the ledger has never heard of it.',
  ],
  [
    'missing_charge',
    { holdState: 'open', ledgerSegments: null, twilioSegments: null },
    'It costs 1 segment, and was never charged: its hold is open.',
  ],
  [
    'missing_charge',
    { postedSegments: 2 },
    'Its hold was posted at 2 segments, its entries use 1 segment.',
  ],
  [
    'double_charge',
    { ledgerSegments: 2 },
    'It was charged more than once: its entries use 2 segments, its hold was posted at 1 segment.',
  ],
  [
    'double_charge',
    { postedSegments: null },
    'Its entries use 1 segment, though its hold was never posted.',
  ],
  [
    'wrong_count',
    { twilioSegments: 3, ledgerSegments: null },
    'Twilio counts 3 segments, messaging 1 segment, the ledger charged no segments.',
  ],
  [
    'orphan_hold',
    { status: 'canceled', holdState: 'open' },
    'It is canceled and costs nothing, but its hold is still open.',
  ],
  [
    'orphan_hold',
    { status: null },
    'Its hold is posted and charged 1 segment, but messaging has no such message.',
  ],
  [
    'orphan_hold',
    { status: null, holdState: 'open', ledgerSegments: null },
    'Its hold is open, but messaging has no such message.',
  ],
  [
    'charged_but_failed',
    { status: 'rejected', providerStatus: null },
    'It is rejected and costs nothing, but was charged 1 segment.',
  ],
  [
    'unknown_at_twilio',
    { providerMessageId: null },
    'Twilio never had it, but it was charged 1 segment.',
  ],
  [
    'unknown_at_twilio',
    { direction: 'inbound', ledgerSegments: 2 },
    'It came in by our records and was charged 2 segments, but Twilio has no record of its id.',
  ],
  [
    'unknown_to_us',
    { direction: 'inbound', twilioSegments: 2 },
    'Twilio took in a text of 2 segments that messaging never stored.',
  ],
  [
    'unknown_to_us',
    { twilioSegments: null },
    'Twilio has a text of no segments that no message of ours is.',
  ],
])('%s, told', (kind, change, sentence) => {
  expect(causeOf(kind, { ...FOUND, ...change })).toBe(sentence);
});
