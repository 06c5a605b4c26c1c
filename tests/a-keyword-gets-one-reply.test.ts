import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { expectSettledBooks } from './support/books.js';
import { Business, type Json, newPhone } from './support/business.js';
import { onEveryTransport } from './support/on-every-transport.js';
import { accepted, becomes, refusedSoon, threadWith } from './support/sending.js';

const NAME = 'Keyword Plumbing';

interface Word {
  readonly word: string;
  readonly means: 'stop' | 'help' | 'nothing';
  readonly mayMeanVisit?: boolean;
  /** Twilio answers itself, with words of its own. */
  readonly twilio?: boolean;
}

const WORDS: readonly Word[] = [
  { word: 'STOP', means: 'stop', twilio: true },
  { word: ' stopall ', means: 'stop', twilio: true },
  { word: 'CANCEL', means: 'stop', twilio: true, mayMeanVisit: true },
  { word: 'quit', means: 'stop', twilio: true, mayMeanVisit: true },
  { word: 'End.', means: 'stop', mayMeanVisit: true },
  { word: 'OPT OUT', means: 'stop' },
  { word: 'opt-out', means: 'stop' },
  { word: 'ARRET', means: 'stop' },
  { word: 'Arrêt!', means: 'stop' },
  { word: 'HELP', means: 'help', twilio: true },
  { word: 'info', means: 'help', twilio: true },
  { word: 'AIDE', means: 'help' },
  { word: 'stop by at 5', means: 'nothing' },
  { word: 'Please do not stop', means: 'nothing' },
  { word: 'yes', means: 'nothing' },
];

onEveryTransport('a keyword gets one reply', (place) => {
  let business: Business;
  const phones = WORDS.map(() => newPhone());

  beforeAll(async () => {
    business = await Business.open(place, 200, NAME);
    await Promise.all(phones.map((phone, index) => business.customer(phone, `c${index}`)));
    await Promise.all(WORDS.map(({ word }, index) => business.textedFrom(phones[index]!, word)));
    await answeredAll();
    // A second reply would come now.
    await sleep(1_500);
  });

  async function answeredAll(): Promise<void> {
    await eventually(
      async () => {
        const shown = await Promise.all(phones.map((phone) => repliesAt(phone)));
        const missing = WORDS.filter(({ means }, at) => means !== 'nothing' && !shown[at]?.length);
        expect(missing).toEqual([]);
      },
      { timeoutMs: 20_000, intervalMs: 100 },
    );
  }

  async function repliesAt(phone: string): Promise<Json[]> {
    const texts = await business.textsAt(phone);
    return texts.filter(({ direction }) => direction === 'to_phone');
  }

  describe.each(WORDS.map((word, index) => ({ ...word, index })))(
    '$word',
    ({ means, mayMeanVisit = false, twilio = false, index }) => {
      const phone = phones[index]!;
      const contactId = `ext:c${index}`;

      test(`is answered ${means === 'nothing' ? 'by nobody' : 'once'}`, async () => {
        const replies = await repliesAt(phone);
        expect(replies).toHaveLength(means === 'nothing' ? 0 : 1);
        if (means === 'nothing') return;
        expect(replies[0]).toMatchObject({ automatic: twilio });
        if (!twilio) expect(replies[0].body).toContain(NAME);
        if (!twilio && means === 'help') expect(replies[0].body).toContain('+13125550100');
      });

      test(`opts ${means === 'stop' ? '' : 'nobody '}out`, async () => {
        const stops = means === 'stop';
        const message = { contactId, body: 'Are you there?' };
        await threadWith(business, phone, { optedOut: stops, mayMeanVisit });
        if (stops) await refusedSoon(business, message, 'recipient_opted_out');
        else
          await becomes(business, (await accepted(business, message)).id, { status: 'delivered' });
      });
    },
  );

  test.each([
    ['ARRET', 'START'],
    ['STOP', 'yes'],
    ['CANCEL', 'Unstop'],
  ])('after %s, %s opts in again', async (out, back) => {
    const phone = newPhone();
    const contactId = await business.customer(phone);
    const message = { contactId, body: 'Welcome back' };
    await business.textedFrom(phone, out);
    await refusedSoon(business, message, 'recipient_opted_out');
    await business.textedFrom(phone, back);
    const { body } = await eventually(async () => {
      const answer = await business.post('/v1/messages', message);
      expect(answer.status).toBe(202);
      return answer;
    });
    await becomes(business, body.id, { status: 'delivered' });
    await threadWith(business, phone, { optedOut: false });
  });

  test('a second STOP is not answered again', async () => {
    const phone = newPhone();
    for (const word of ['ARRET', 'ARRET', 'opt out']) {
      await business.textedFrom(phone, word);
      await threadWith(business, phone, { lastMessage: expect.anything(), optedOut: true });
      await eventually(async () => expect((await repliesAt(phone)).length).toBeGreaterThan(0));
      await sleep(400);
    }
    expect(await repliesAt(phone)).toHaveLength(1);
  });

  test('each text, in or out, is paid for once', async () => {
    await eventually(
      async () => {
        const [texts, balance] = [
          await business.all('/v1/messages'),
          await expectSettledBooks(business),
        ];
        // What a STOP overtook was canceled.
        const gone = texts.filter(({ status }) => status !== 'canceled');
        expect(200 - balance.available).toBe(gone.length);
      },
      { timeoutMs: 20_000, intervalMs: 200 },
    );
  });
});
