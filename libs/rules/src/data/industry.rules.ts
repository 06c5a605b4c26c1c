import type { Rule } from './rule.js';

const CTIA = {
  title: 'CTIA Messaging Principles and Best Practices 2023, 5.1',
  url: 'https://www.ctia.org/the-wireless-industry/industry-commitments/messaging-interoperability-sms-mms',
};

export const INDUSTRY_RULES = [
  {
    id: 'ctia.conversational',
    sentence: 'Who texts a business first may be answered: no further consent is needed for that.',
    source: CTIA,
    since: '2023-05-01',
  },
  {
    id: 'ctia.informational',
    sentence:
      'Reminders and notices need express consent: by text, on a form or a website, or in words.',
    source: CTIA,
    since: '2023-05-01',
  },
  {
    id: 'ctia.promotional',
    sentence: 'Advertising needs express written consent before the first text.',
    source: CTIA,
    since: '2023-05-01',
  },
  {
    id: 'ctia.opt-out',
    sentence:
      'An opt-out is confirmed by one text, HELP is answered, and nothing else goes to who opted out.',
    source: CTIA,
    since: '2023-05-01',
  },
  {
    id: 'carrier.registration',
    sentence:
      'US carriers take texts from ten-digit numbers only under a registered brand and campaign.',
    source: {
      title: 'A2P 10DLC, carriers by way of The Campaign Registry and Twilio',
      url: 'https://www.twilio.com/docs/messaging/compliance/a2p-10dlc',
    },
    since: '2023-08-31',
  },
] as const satisfies readonly Rule[];
