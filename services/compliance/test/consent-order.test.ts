/** What phones say and staff record about one number, in every order: it ends in the same place. */
import { type ConsentView, eventMeta, MessageReceived, newId } from '@fieldline/contracts';
import { type ServiceUnderTest, startServiceUnderTest } from '@fieldline/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compliance } from '../src/index.js';

let service: ServiceUnderTest;
beforeAll(async () => {
  service = await startServiceUnderTest(compliance);
});
afterAll(() => service.stop());

type Word = 'STOP' | 'START';
type Deed = 'staff in' | 'staff out';
type Arrival = { readonly word: Word; readonly sequence: number } | Deed;

/** All orders of some things. */
function orders<T>(things: readonly T[]): T[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((thing, index) =>
    orders(things.toSpliced(index, 1)).map((rest) => [thing, ...rest]),
  );
}

const example = eventMeta(MessageReceived).example as MessageReceived;
const PROOF = { basis: 'express', source: 'verbal', proof: 'on the telephone' };

/** Lets a number live through something, each text told twice, and answers where it stands. */
async function livedThrough(
  arrivals: readonly Arrival[],
): Promise<{ view: ConsentView; refused: Deed[] }> {
  const [tenantId, recipientId] = [newId(), newId()];
  const refused: Deed[] = [];
  const texts = arrivals.filter((each) => typeof each !== 'string');
  const told = new Map(
    texts.map((text) => {
      const { word, sequence } = text;
      const payload: MessageReceived = {
        ...example,
        messageId: newId(),
        recipientId,
        keyword: word === 'STOP' ? 'stop' : 'start',
        word,
        keywordSequence: sequence,
        // Before anything that staff do in this story.
        receivedAt: new Date(Date.now() - 60_000 + sequence * 1_000).toISOString(),
      };
      return [text, { tenantId, payload, id: newId() }] as const;
    }),
  );
  for (const each of arrivals) {
    if (typeof each === 'string') {
      const action = each === 'staff in' ? 'opt_in' : 'opt_out';
      const body = { recipientId, action, ...(action === 'opt_in' ? PROOF : { source: 'verbal' }) };
      const { status } = await service.call(tenantId, ['POST', '/consents'], { body });
      if (status === 409) refused.push(each);
      else expect(status).toBe(201);
    } else await service.handled(await service.say(MessageReceived, [told.get(each)!]));
  }
  // From the beginning again, as after a restart without offsets, and once more under other ids.
  const again = [...told.values()];
  const others = again.map(({ id: _, ...fact }) => fact);
  await service.handled(await service.say(MessageReceived, [...again, ...others]));
  const path = `/consents/recipients/${recipientId}`;
  return { view: (await service.call<ConsentView>(tenantId, ['GET', path])).body, refused };
}

const numbered = (...words: Word[]): Arrival[] =>
  words.map((word, index) => ({ word, sequence: index + 1 }));

describe.each<[string, Word[], boolean]>([
  ['STOP', ['STOP'], true],
  ['STOP, START', ['STOP', 'START'], false],
  ['STOP, START, STOP', ['STOP', 'START', 'STOP'], true],
  ['START, STOP, START', ['START', 'STOP', 'START'], false],
])('%s', (_, words, isStopped) => {
  test('ends the same in every order', async () => {
    const ends = await Promise.all(orders(numbered(...words)).map((each) => livedThrough(each)));
    for (const { view } of ends) {
      expect(view).toMatchObject({
        state: isStopped ? 'opted_out' : 'opted_in',
        stoppedByRecipient: isStopped,
      });
      expect(view.history).toHaveLength(words.length);
    }
  });

  test.each<Deed>(['staff in', 'staff out'])('and %s, recorded after all of it', async (deed) => {
    const all = orders<Arrival>([...numbered(...words), deed]);
    const ends = await Promise.all(all.map((each) => livedThrough(each)));
    for (const { view, refused } of ends) {
      const optsOut = deed === 'staff out' && refused.length === 0;
      expect(view).toMatchObject({
        state: isStopped || optsOut ? 'opted_out' : 'opted_in',
        stoppedByRecipient: isStopped,
      });
      expect(view.history).toHaveLength(words.length + 1 - refused.length);
    }
    // Who knows of the STOP when staff opt in refuses it; nobody refuses an opt-out.
    if (deed === 'staff out') expect(ends.flatMap(({ refused }) => refused)).toEqual([]);
    else expect(ends.some(({ refused }) => refused.length > 0)).toBe(true);
  });
});
