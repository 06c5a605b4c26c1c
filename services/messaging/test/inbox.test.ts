import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type ConversationChanged,
  type ConversationCounts,
  type ConversationView,
  type EntryView,
  newId,
  type Page,
} from '@fieldline/contracts';
import type { Received } from '@fieldline/events';
import { eventually, whileLocked } from '@fieldline/testing';
import { Inbox, type Person } from './inbox-people.js';
import { requestsOfMessaging } from './requests.js';
import { RunningMessaging } from './running-messaging.js';

let messaging: RunningMessaging;
let heard: Received[];
let inbox: Inbox;
let maria: Person;
let jo: Person;
let owner: Person;

beforeAll(async () => {
  messaging = await RunningMessaging.start({ poolSize: 20 });
  heard = await messaging.service.listen('messaging.conversation');
  inbox = await Inbox.open(messaging);
  maria = await inbox.person('Maria Lopez');
  jo = await inbox.person('Jo Park');
  owner = await inbox.person('Olive Owner', { role: 'owner' });
});
afterAll(() => messaging.stop());

/** What was told of a thread, once so much was. */
function told(threadId: string, count: number): Promise<ConversationChanged[]> {
  return eventually(() => {
    const facts = heard
      .map(({ payload }) => payload as ConversationChanged)
      .filter(({ conversationId }) => conversationId === threadId);
    expect(facts.length).toBeGreaterThanOrEqual(count);
    return facts;
  });
}

describe('views', () => {
  test('show each thread where it belongs', async () => {
    const [free, hers, done, flagged] = [
      await inbox.texted('Hello'),
      await inbox.texted('Is anybody there?'),
      await inbox.texted('Thanks, bye'),
      await inbox.texted('Cancel'),
    ];
    await inbox.take(maria, hers.id, 'claim');
    await inbox.take(maria, done.id, 'resolve');
    const ours = new Set([free, hers, done, flagged].map(({ id }) => id));
    const seen = async (by: Person, view: string): Promise<string[]> =>
      (await inbox.listed(by, `view=${view}`)).filter((id) => ours.has(id));
    expect(await seen(maria, 'all')).toEqual([flagged.id, free.id]);
    expect(await seen(maria, 'mine')).toEqual([hers.id]);
    expect(await seen(maria, 'team')).toEqual([]);
    expect(await seen(jo, 'mine')).toEqual([]);
    expect(await seen(jo, 'team')).toEqual([hers.id]);
    expect(await seen(jo, 'attention')).toEqual([flagged.id]);
    expect(await seen(jo, 'resolved')).toEqual([done.id]);
    expect(await inbox.listed(jo, `assignee=${maria.id}`)).toContain(hers.id);
    expect(await inbox.listed(jo, `assignee=${jo.id}`)).toEqual([]);
    expect((await inbox.listed(jo, '')).filter((id) => ours.has(id))).toHaveLength(4);
  });

  test('are counted, with what is unread', async () => {
    const office = await Inbox.open(messaging, 'Counted Plumbing');
    const dana = await office.person('Dana');
    const [first, second] = [await office.texted('One'), await office.texted('Two')];
    await office.texted('Three');
    await office.take(dana, first.id, 'claim');
    await office.take(dana, second.id, 'resolve');
    await office.take(dana, second.id, 'read');
    const counts = async (): Promise<ConversationCounts> =>
      (await office.ask<ConversationCounts>(dana, 'GET', '/conversations/counts')).body;
    expect(await counts()).toEqual({
      all: { count: 1, unread: 1, atLeast: false },
      mine: { count: 1, unread: 1, atLeast: false },
      team: { count: 0, unread: 0, atLeast: false },
      attention: { count: 0, unread: 0, atLeast: false },
      resolved: { count: 1, unread: 0, atLeast: false },
    });
    const program = await office.askAsProgram<ConversationCounts>('GET', '/conversations/counts');
    expect(program.body).toMatchObject({
      mine: { count: 0 },
      team: { count: 1, unread: 0 },
      all: { count: 1, unread: 0 },
    });
  });

  test('that are nobody’s are refused', async () => {
    for (const query of ['view=mine', 'unread=true'])
      expect(await inbox.askAsProgram('GET', `/conversations?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
    expect((await inbox.askAsProgram('GET', '/conversations?view=all')).status).toBe(200);
  });
});

describe('a claim', () => {
  test('is one person’s, however many try at once; the others hear whose', async () => {
    const { id } = await inbox.texted('Who takes this?');
    const rivals: Person[] = [];
    for (let index = 0; index < 12; index += 1) rivals.push(await inbox.person(`Rival ${index}`));
    const answers = await Promise.all(rivals.map((rival) => inbox.take(rival, id, 'claim')));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const assignee = winners[0]?.body.assignee;
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      expect([status, body.code]).toEqual([409, 'already_claimed']);
      expect(body.assignee).toEqual(assignee);
      expect(Date.parse(body.since ?? '')).not.toBeNaN();
    }
    expect(await told(id, 1)).toMatchObject([
      { change: 'claimed', assigneeId: assignee?.id, changedFor: assignee?.id, version: 1 },
    ]);
    const events = (await inbox.entries(maria, id)).filter(({ type }) => type === 'event');
    expect(events).toMatchObject([
      { event: { kind: 'claimed', byName: assignee?.name, from: null, to: assignee } },
    ]);
  });

  test('of one’s own is answered as it is, and told once', async () => {
    const { id } = await inbox.texted('Twice?');
    const first = await inbox.take(maria, id, 'claim');
    const again = await inbox.take(maria, id, 'claim');
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    await inbox.take(maria, id, 'release');
    expect((await told(id, 2)).map(({ change }) => change)).toEqual(['claimed', 'released']);
  });

  test('of a resolved thread says so', async () => {
    const { id } = await inbox.texted('Done');
    await inbox.take(jo, id, 'resolve');
    for (const [by, act, body] of [
      [maria, 'claim', {}],
      [owner, 'takeover', {}],
      [maria, 'transfer', { userId: jo.id }],
    ] as const)
      expect(await inbox.take(by, id, act, body)).toMatchObject({
        status: 409,
        body: { code: 'conversation_resolved' },
      });
  });

  test('is for people of the business: no program, no operator, nobody who only looks', async () => {
    const { id } = await inbox.texted('Mine?');
    const path = `/conversations/${id}/claim`;
    const outsider = { id: newId(), name: 'Operator', role: 'operator' as const };
    const reader = await inbox.person('Rita Reader', { role: 'readonly' });
    const answers = [
      await inbox.askAsProgram('POST', path, {}),
      await inbox.ask(outsider, 'POST', path, {}),
      await inbox.ask(reader, 'POST', path, {}),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 422, body: { code: 'user_required' } });
    expect(await inbox.listed(maria, 'view=all')).toContain(id);
  });

  test('is taken over by those who run the business, and given back by them', async () => {
    const { id } = await inbox.texted('Long waiting');
    await inbox.take(maria, id, 'claim');
    expect(await inbox.take(jo, id, 'takeover')).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect(await inbox.take(jo, id, 'release')).toMatchObject({
      status: 409,
      body: { code: 'already_claimed', assignee: { id: maria.id, name: maria.name } },
    });
    const taken = await inbox.take(owner, id, 'takeover');
    expect(taken.body.assignee).toEqual({ id: owner.id, name: owner.name });
    const [, fact] = await told(id, 2);
    expect(fact).toMatchObject({
      change: 'taken_over',
      changedFor: owner.id,
      changedFrom: maria.id,
      by: `user:${owner.id}`,
    });
    await inbox.take(owner, id, 'transfer', { userId: jo.id });
    expect((await inbox.take(owner, id, 'release')).body.assignee).toBeNull();
  });
});

describe('a transfer', () => {
  test('gives a thread to a colleague, who has it then', async () => {
    const { id } = await inbox.texted('For Jo');
    await inbox.take(maria, id, 'claim');
    const { status, body } = await inbox.take(maria, id, 'transfer', { userId: jo.id });
    expect([status, body.assignee]).toEqual([200, { id: jo.id, name: jo.name }]);
    expect((await told(id, 2))[1]).toMatchObject({
      change: 'transferred',
      changedFor: jo.id,
      changedFrom: maria.id,
    });
    expect(await inbox.take(maria, id, 'transfer', { userId: owner.id })).toMatchObject({
      status: 409,
      body: { code: 'already_claimed', assignee: { id: jo.id } },
    });
  });

  test('may be a program’s', async () => {
    const { id } = await inbox.texted('By a program');
    const path = `/conversations/${id}/transfer`;
    const answer = await inbox.askAsProgram<ConversationView>('POST', path, { userId: jo.id });
    expect(answer.body.assignee).toEqual({ id: jo.id, name: jo.name });
  });

  test('goes to nobody who can’t have it', async () => {
    const { id } = await inbox.texted('To whom?');
    const others = await Inbox.open(messaging, 'Other Heating');
    const stranger = await others.person('Stranger');
    const gone = await inbox.person('Gone', { status: 'deactivated' });
    const fitter = await inbox.person('Fitter', { role: 'technician' });
    const reader = await inbox.person('Reader', { role: 'readonly' });
    for (const [userId, status, code] of [
      [stranger.id, 404, 'not_found'],
      [newId(), 404, 'not_found'],
      ['somebody', 400, 'invalid_request'],
      [gone.id, 422, 'user_inactive'],
      [fitter.id, 422, 'user_without_inbox'],
      [reader.id, 422, 'user_without_inbox'],
    ] as const)
      expect(await inbox.take(maria, id, 'transfer', { userId })).toMatchObject({
        status,
        body: { code },
      });
    expect(await inbox.listed(maria, 'view=all')).toContain(id);
  });
});

describe('a resolved thread', () => {
  test('comes back to everybody when they write, in the moment that they do', async () => {
    const { id, from } = await inbox.texted('Fixed, thanks');
    await inbox.take(maria, id, 'claim');
    const resolved = await inbox.take(maria, id, 'resolve');
    expect(resolved.body).toMatchObject({ state: 'resolved', assignee: null });
    expect((await inbox.entries(jo, id))[0]).toMatchObject({
      event: { kind: 'resolved', byName: maria.name, from: { id: maria.id }, to: null },
    });
    await inbox.texted('It leaks again', from);
    expect(await inbox.listed(jo, 'view=all')).toContain(id);
    expect(await inbox.listed(maria, 'view=resolved')).not.toContain(id);
    const kinds = (await inbox.entries(jo, id)).map((entry) =>
      entry.type === 'event' ? entry.event.kind : entry.type,
    );
    expect(kinds).toEqual(['inbound', 'message', 'resolved', 'claimed', 'message']);
    expect(await told(id, 3)).toMatchObject([
      { change: 'claimed', version: 1 },
      { change: 'resolved', version: 2, changedFrom: maria.id },
      { change: 'inbound', version: 3, state: 'open', by: 'system:inbound' },
    ]);
  });

  test('was its agent’s or nobody’s: of another’s they hear whose it is', async () => {
    const { id } = await inbox.texted('Whose is it?');
    for (const holder of [owner, jo]) {
      await inbox.take(owner, id, 'takeover');
      if (holder !== owner) await inbox.take(owner, id, 'transfer', { userId: holder.id });
      const refused = await inbox.take(maria, id, 'resolve');
      expect(refused).toMatchObject({
        status: 409,
        body: { code: 'already_claimed', assignee: { id: holder.id, name: holder.name } },
      });
      expect(Date.parse(refused.body.since ?? '')).not.toBeNaN();
    }
    expect(await inbox.listed(jo, 'view=mine')).toContain(id);
    expect((await inbox.take(jo, id, 'resolve')).body).toMatchObject({ state: 'resolved' });
    expect((await inbox.take(maria, id, 'resolve')).status).toBe(200);
  });

  test.each<[string, (id: string) => Promise<{ status: number }>]>([
    ['who runs the business', (id) => inbox.take(owner, id, 'resolve')],
    ['a program', (id) => inbox.askAsProgram('POST', `/conversations/${id}/resolve`, {})],
  ])('is closed by %s, whoever had it', async (_, resolve) => {
    const { id } = await inbox.texted('Close it');
    await inbox.take(maria, id, 'claim');
    expect((await resolve(id)).status).toBe(200);
    expect(await inbox.listed(maria, 'view=resolved')).toContain(id);
  });

  test('is one person’s even while another claims it', async () => {
    const { id } = await inbox.texted('At once');
    const lock = `SELECT FROM conversation WHERE id = $1 FOR UPDATE`;
    const answers: ReturnType<typeof inbox.take>[] = [];
    await whileLocked(messaging.service.admin, [lock, id], async (inLine) => {
      answers.push(inbox.take(maria, id, 'claim'));
      await inLine(1);
      answers.push(inbox.take(jo, id, 'resolve'));
      await inLine(2);
    });
    const [claimed, resolved] = await Promise.all(answers);
    expect([claimed?.status, resolved?.body.code]).toEqual([200, 'already_claimed']);
    expect(await inbox.listed(maria, 'view=mine')).toContain(id);
  });

  test('is reopened by hand; twice is once', async () => {
    const { id } = await inbox.texted('Hm');
    await inbox.take(maria, id, 'resolve');
    await inbox.take(maria, id, 'resolve');
    await inbox.take(jo, id, 'reopen');
    const { body } = await inbox.take(jo, id, 'reopen');
    expect(body).toMatchObject({ state: 'open', version: 2 });
    expect((await told(id, 2)).map(({ change }) => change)).toEqual(['resolved', 'reopened']);
  });

  test('isn’t lost between a resolution and a text at the same time', async () => {
    const { id, from } = await inbox.texted('Hello');
    const lock = `SELECT FROM conversation WHERE id = $1 FOR UPDATE`;
    const waiting: Promise<unknown>[] = [];
    await whileLocked(messaging.service.admin, [lock, id], async (inLine) => {
      waiting.push(inbox.take(maria, id, 'resolve'));
      await inLine(1);
      waiting.push(inbox.sayTexted('One more thing', from));
      await inLine(2);
    });
    await Promise.all(waiting);
    await eventually(async () => expect(await inbox.listed(maria, 'view=all')).toContain(id));
  });
});

describe('unread', () => {
  test('is each user’s own: what they wrote since this one looked', async () => {
    const { id, from } = await inbox.texted('News');
    const unread = async (by: Person): Promise<boolean> =>
      (await inbox.ask<ConversationView>(by, 'GET', `/conversations/${id}`)).body.unread;
    expect([await unread(maria), await unread(jo)]).toEqual([true, true]);
    expect((await inbox.take(maria, id, 'read')).body.unread).toBe(false);
    expect([await unread(maria), await unread(jo)]).toEqual([false, true]);
    expect(await inbox.listed(maria, 'unread=true')).not.toContain(id);
    expect(await inbox.listed(maria, 'unread=false')).toContain(id);
    expect(await inbox.listed(jo, 'unread=true')).toContain(id);
    await inbox.texted('More news', from);
    expect(await unread(maria)).toBe(true);
    await inbox.take(maria, id, 'read');
    expect((await inbox.take(maria, id, 'read', { unread: true })).body.unread).toBe(true);
    expect((await inbox.take(maria, id, 'read')).body.unread).toBe(false);
  });

  test('is nothing that was there before the user was, nor what one sends oneself', async () => {
    const { id, from } = await inbox.texted('Long ago');
    const nova = await inbox.person('Nova New', { createdAt: new Date().toISOString() });
    const unread = async (): Promise<boolean> =>
      (await inbox.ask<ConversationView>(nova, 'GET', `/conversations/${id}`)).body.unread;
    expect(await unread()).toBe(false);
    const { tenantId } = inbox.business;
    expect((await messaging.send(tenantId, { to: from, body: 'Hello' })).status).toBe(202);
    expect(await unread()).toBe(false);
    await inbox.texted('And now?', from);
    expect(await unread()).toBe(true);
  });

  test('has no meaning for a program', async () => {
    const { id } = await inbox.texted('Program?');
    const read = await inbox.askAsProgram('POST', `/conversations/${id}/read`, {});
    expect(read).toMatchObject({ status: 422, body: { code: 'user_required' } });
    const path = `/conversations/${id}`;
    const thread = await inbox.askAsProgram<ConversationView>('GET', path);
    expect(thread.body.unread).toBe(false);
  });
});

describe('entries', () => {
  test('are messages, notes and events, newest first; a cursor survives what comes meanwhile', async () => {
    const { id, from } = await inbox.texted('First');
    const { tenantId } = inbox.business;
    for (let round = 0; round < 5; round += 1) {
      await messaging.send(tenantId, { to: from, body: `Answer ${round}` });
      await inbox.ask(maria, 'PUT', `/conversations/${id}/notes/${newId()}`, {
        body: `Note ${round}`,
      });
      await inbox.take(maria, id, round % 2 === 0 ? 'claim' : 'release');
    }
    const before = await inbox.entries(maria, id);
    expect(before.map(({ type }) => type).slice(0, 6)).toEqual([
      'event',
      'note',
      'message',
      'event',
      'note',
      'message',
    ]);
    expect(before).toHaveLength(16);
    const seen: EntryView[] = [];
    let cursor = '';
    do {
      const path = `/conversations/${id}/entries?limit=3${cursor}`;
      const { body } = await inbox.ask<Page<EntryView>>(maria, 'GET', path);
      seen.push(...body.items);
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
      await inbox.texted('Interrupting', from);
    } while (cursor !== '');
    expect(seen).toEqual(before);
  });

  test('are nobody else’s, whatever the cursor', async () => {
    const others = await Inbox.open(messaging, 'Elsewhere Heating');
    const other = await others.person('Otto');
    const theirs = await others.texted('Secret of theirs');
    await others.texted('Another secret', theirs.from);
    const { id } = await inbox.texted('Ours');
    const page = await others.ask<Page<EntryView>>(
      other,
      'GET',
      `/conversations/${theirs.id}/entries?limit=1`,
    );
    const cursor = page.body.nextCursor ?? '';
    const path = `/conversations/${id}/entries?cursor=${cursor}`;
    const { body } = await inbox.ask<Page<EntryView>>(maria, 'GET', path);
    expect(JSON.stringify(body)).not.toContain('secret');
    const foreign = await inbox.ask(maria, 'GET', `/conversations/${theirs.id}/entries`);
    expect(foreign.status).toBe(404);
    for (const bad of ['x', Buffer.from('["a","b"]').toString('base64url'), '💥'])
      expect(
        await inbox.ask(
          maria,
          'GET',
          `/conversations/${id}/entries?cursor=${encodeURIComponent(bad)}`,
        ),
      ).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
  });
});

describe('somebody who leaves', () => {
  const leaves = (person: Person): Promise<string[]> =>
    inbox.say(person.name, { userId: person.id, status: 'deactivated', version: 2 });

  test('gives their threads back to everybody', async () => {
    const leaver = await inbox.person('Lee Leaver');
    const threads = [await inbox.texted('One'), await inbox.texted('Two')];
    for (const { id } of threads) await inbox.take(leaver, id, 'claim');
    await messaging.service.handled(await leaves(leaver));
    const all = await inbox.listed(maria, 'view=all');
    for (const { id } of threads) {
      expect(all).toContain(id);
      const [, fact] = await told(id, 2);
      expect(fact).toMatchObject({
        change: 'released',
        by: 'system:deactivation',
        changedFrom: leaver.id,
      });
    }
  });

  test('so does who may only look from now on', async () => {
    const mover = await inbox.person('Mo Mover');
    const { id } = await inbox.texted('Kept?');
    await inbox.take(mover, id, 'claim');
    await inbox.person(mover.name, { userId: mover.id, role: 'readonly', version: 2 });
    expect(await inbox.listed(maria, 'view=all')).toContain(id);
    expect((await told(id, 2))[1]).toMatchObject({ by: 'system:role' });
  });

  test.each(['the gift', 'the leaving'])(
    'keeps nothing that is given to them in the same moment, when %s comes first',
    async (first) => {
      const leaver = await inbox.person('Hasty Leaver');
      const { id } = await inbox.texted('Now?');
      const give = () => inbox.take(maria, id, 'transfer', { userId: leaver.id });
      const lock = `SELECT FROM user_copy WHERE user_id = $1 FOR UPDATE`;
      const given = await whileLocked(
        messaging.service.admin,
        [lock, leaver.id],
        async (inLine) => {
          const early = first === 'the gift' ? give() : undefined;
          if (early) await inLine(1);
          const left = leaves(leaver);
          await inLine(early ? 2 : 1);
          const late = early ?? give();
          await inLine(2);
          return { answer: late, left };
        },
      );
      await messaging.service.handled(await given.left);
      expect((await given.answer).status).toBe(first === 'the gift' ? 200 : 422);
      expect(await inbox.listed(maria, `assignee=${leaver.id}`)).toEqual([]);
    },
  );

  test('isn’t brought back by an older fact', async () => {
    const leaver = await inbox.person('Late Leaver', { version: 3, status: 'deactivated' });
    await inbox.person(leaver.name, { userId: leaver.id, version: 2 });
    const { id } = await inbox.texted('For the late');
    const { body } = await inbox.take(maria, id, 'transfer', { userId: leaver.id });
    expect(body.code).toBe('user_inactive');
  });
});

describe('naming a thread', () => {
  test('is shown among its entries, with the contact’s consent beside the name', async () => {
    const { id, from } = await inbox.texted('Who am I?');
    const { tenantId } = inbox.business;
    const { body } = await messaging.putContact(tenantId, newId(), {
      kind: 'customer',
      name: 'Dana Whitfield',
    });
    const contactId = body.record.id;
    for (const _ of ['once', 'again']) await inbox.take(maria, id, 'name', { contactId });
    const named = await inbox.ask<ConversationView>(maria, 'GET', `/conversations/${id}`);
    expect(named.body.names).toEqual([{ contactId, name: 'Dana Whitfield', consent: 'none' }]);
    await messaging.customer(inbox.business, from);
    const known = await inbox.ask<ConversationView>(maria, 'GET', `/conversations/${id}`);
    expect(known.body.names.map(({ consent }) => consent).toSorted()).toEqual(['none', 'opted_in']);
    const events = (await inbox.entries(maria, id)).filter(({ type }) => type === 'event');
    expect(events).toMatchObject([{ event: { kind: 'named', contactId, byName: maria.name } }]);
  });
});

describe('a thread', () => {
  test('can’t be deleted by any role of the service', async () => {
    const { rows } = await messaging.service.admin.query(
      `SELECT role, name FROM unnest(ARRAY['messaging_tenant', 'messaging_worker']) AS role,
              unnest(ARRAY['conversation', 'conversation_event', 'message', 'note']) AS name
        WHERE has_table_privilege(role, 'messaging.' || name, 'DELETE')`,
    );
    expect(rows).toEqual([]);
  });

  test('is of one business: another’s ids and people lead nowhere', async () => {
    const others = await Inbox.open(messaging, 'Foreign Plumbing');
    const other = await others.person('Ona');
    const { id } = await inbox.texted('Ours alone');
    for (const act of ['claim', 'release', 'resolve', 'reopen', 'read'])
      expect((await others.take(other, id, act)).status).toBe(404);
    const answer = await others.take(other, id, 'transfer', { userId: other.id });
    expect(answer.status).toBe(404);
    expect(await others.listed(other, '')).toEqual([]);
    expect(
      (await inbox.ask<ConversationView>(maria, 'GET', `/conversations/${id}`)).body,
    ).toMatchObject({ state: 'open', assignee: null, version: 0 });
  });

  test('is listed in pages of 200 at most', async () => {
    for (const limit of ['10000', '201', '0', '-1', '1e9', 'all'])
      expect(await inbox.ask(maria, 'GET', `/conversations?limit=${limit}`)).toMatchObject({
        status: 400,
        body: { code: 'invalid_request' },
      });
  });
});

test('whatever its routes are asked to do, a thread is there and listed, with every message', async () => {
  const { id, from } = await inbox.texted('I stay');
  await messaging.customer(inbox.business, from);
  const { tenantId } = inbox.business;
  const { body: message } = await messaging.send(tenantId, { to: from, body: 'So do I' });
  const asked = requestsOfMessaging().filter(({ method }) => method !== 'GET');
  expect(asked.length).toBeGreaterThan(10);
  for (const { method, path } of asked) {
    const of = path.includes('messages') ? message.id : id;
    await inbox.ask(owner, method, `/${path}`.replaceAll(/:\w+/g, of), {});
  }
  expect(await inbox.listed(owner, '')).toContain(id);
  const entries = (await inbox.entries(owner, id)).filter(({ type }) => type === 'message');
  expect(entries).toHaveLength(2);
});
