import { describe, expect, test } from '@jest/globals';
import { MailTrouble } from '../smtp/mail-trouble.js';
import { deliver } from './delivery.js';
import type { ClaimedEmail } from './sending.queries.js';

const email = (id: string, more: Partial<ClaimedEmail> = {}): ClaimedEmail => ({
  tenantId: 't',
  id,
  employeeId: 'e',
  recipientId: 'r',
  toAddress: `${id}@vzwpix.com`,
  body: 'Dana',
  attempts: 1,
  createdAt: new Date(),
  isErased: false,
  isExpired: false,
  ...more,
});
const three = [email('a'), email('b'), email('c')];

/** Delivers to a server that does this with each e-mail. @returns what was kept and what was put back */
async function delivered(
  answers: Readonly<Record<string, Error>>,
  {
    emails = three,
    connect = undefined as Error | undefined,
    endsAfter = 99,
    staleAfter = 99,
  } = {},
) {
  const sent: string[] = [];
  const kept: Record<string, string> = {};
  const back: string[] = [];
  let closed = 0;
  const work = deliver(emails, {
    connect: async () => {
      if (connect) throw connect;
      return {
        send: async ({ id }) => {
          sent.push(id);
          if (answers[id]) throw answers[id];
        },
        close: () => void (closed += 1),
      };
    },
    keep: async ({ id }, ending) => void (kept[id] = ending.state),
    putBack: async (rest) => void back.push(...rest.map(({ id }) => id)),
    isEnding: () => sent.length >= endsAfter,
    isStale: () => sent.length >= staleAfter,
  });
  const error = await work.catch((thrown: unknown) => thrown);
  return { sent, kept, back, closed, ...(error === undefined ? {} : { error }) };
}

describe('the e-mails of a business', () => {
  test('go over one connection, each to its own end', async () => {
    const refused = new MailTrouble('smtp_refused', 'failed', 550);
    const later = new MailTrouble('smtp_refused', 'later', 451);
    expect(await delivered({ a: refused, b: later })).toEqual({
      sent: ['a', 'b', 'c'],
      kept: { a: 'failed', b: 'queued', c: 'sent' },
      back: [],
      closed: 1,
    });
  });

  test('wait for another time, once the connection breaks', async () => {
    const lost = new MailTrouble('smtp_answer_lost', 'unknown');
    expect(await delivered({ b: lost })).toEqual({
      sent: ['a', 'b'],
      kept: { a: 'sent', b: 'unknown' },
      back: ['c'],
      closed: 1,
    });
  });

  test('share the trouble of a server that can’t be reached', async () => {
    const connect = new MailTrouble('smtp_unreachable', 'later');
    const { kept, back } = await delivered({}, { connect });
    expect([kept, back]).toEqual([{ a: 'queued', b: 'queued', c: 'queued' }, []]);
  });

  test('that have been tried for hours have failed', async () => {
    const connect = new MailTrouble('smtp_unreachable', 'later');
    const createdAt = new Date(Date.now() - 5 * 60 * 60 * 1_000);
    const { kept } = await delivered({}, { connect, emails: [email('a', { createdAt })] });
    expect(kept).toEqual({ a: 'failed' });
  });

  test('that weren’t begun when we end are put back', async () => {
    expect(await delivered({}, { endsAfter: 1 })).toMatchObject({
      kept: { a: 'sent' },
      back: ['b', 'c'],
      closed: 1,
    });
  });

  test.each([0, 1])('are decided anew once that was too long ago, but for one (%i)', async (n) => {
    expect(await delivered({}, { staleAfter: n })).toEqual({
      sent: ['a'],
      kept: { a: 'sent' },
      back: ['b', 'c'],
      closed: 1,
    });
  });

  test('are put back behind one of which nobody foresaw what became', async () => {
    const error = new TypeError('nobody foresaw');
    expect(await delivered({ b: error })).toEqual({
      sent: ['a', 'b'],
      kept: { a: 'sent' },
      back: ['c'],
      closed: 1,
      error,
    });
  });

  test('are put back when nobody foresaw why there is no connection', async () => {
    const error = new TypeError('nobody foresaw');
    expect(await delivered({}, { connect: error })).toMatchObject({
      kept: {},
      back: ['a', 'b', 'c'],
      error,
    });
  });
});
