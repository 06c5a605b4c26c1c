import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import type { Simulator } from '../index.js';
import { ACCOUNT_SID, Application, AUTH_TOKEN, demo, newSimulator } from '../testing/harness.js';
import { pause, randomPhone, sdk, until } from '../testing/harness.js';

describe('sending', () => {
  let simulator: Simulator;
  let application: Application;
  let from: string;

  beforeEach(async () => {
    application = await new Application().listen();
    simulator = await newSimulator();
    const number = await sdk(simulator).incomingPhoneNumbers.create({ areaCode: '512' });
    from = number.phoneNumber;
  });
  afterEach(async () => {
    await simulator.close();
    await application.close();
  });

  const send = (params: object = {}) =>
    sdk(simulator).messages.create({ to: randomPhone(), from, body: 'Hello', ...params });
  const settled = (sid: string) =>
    until(async () => {
      const message = await sdk(simulator).messages(sid).fetch();
      return ['delivered', 'undelivered', 'failed'].includes(message.status) && message;
    });

  it('goes from queued to sent to delivered, and calls back for the last two', async () => {
    const statusCallback = `${application.url}/status?message=1`;
    const message = await send({ statusCallback, body: 'é'.repeat(161) });
    expect(message).toMatchObject({
      status: 'queued',
      direction: 'outbound-api',
      numSegments: '2',
      numMedia: '0',
      price: null,
      errorCode: null,
      from,
      dateSent: null,
    });
    expect(message.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(message.dateCreated).toBeInstanceOf(Date);

    await until(() => application.received.length === 2);
    expect(application.statuses(message.sid)).toEqual(['sent', 'delivered']);
    expect(application.received[0]?.params).toEqual({
      AccountSid: ACCOUNT_SID,
      ApiVersion: '2010-04-01',
      From: from,
      MessageSid: message.sid,
      MessageStatus: 'sent',
      SmsSid: message.sid,
      SmsStatus: 'sent',
      To: message.to,
    });
    for (const { url, params, headers } of application.received) {
      const signature = String(headers['x-twilio-signature']);
      expect(twilio.validateRequest(AUTH_TOKEN, signature, url, params)).toBe(true);
      expect(twilio.validateRequest('other', signature, url, params)).toBe(false);
      expect(headers['content-type']).toContain('application/x-www-form-urlencoded');
    }
    expect(await settled(message.sid)).toMatchObject({ status: 'delivered', price: '-0.01580' });
  });

  it('signs the callbacks of a subaccount with its own token', async () => {
    const sub = await sdk(simulator).api.v2010.accounts.create({});
    const acting = sdk(simulator, { actingOn: sub.sid });
    const number = await acting.incomingPhoneNumbers.create({ areaCode: '303' });
    await acting.messages.create({
      to: randomPhone(),
      from: number.phoneNumber,
      body: 'Hello',
      statusCallback: `${application.url}/status`,
    });
    const { url, params, headers } = await until(() => application.received[0]);
    const signature = String(headers['x-twilio-signature']);
    expect(params.AccountSid).toBe(sub.sid);
    expect(twilio.validateRequest(sub.authToken, signature, url, params)).toBe(true);
    expect(twilio.validateRequest(AUTH_TOKEN, signature, url, params)).toBe(false);
  });

  it('tells most receipts when the phone got the text', async () => {
    const statusCallback = `${application.url}/status`;
    await Promise.all(Array.from({ length: 20 }, () => send({ statusCallback })));
    await until(() => application.received.length === 40);
    const delivered = application.received.filter(
      ({ params }) => params.MessageStatus === 'delivered',
    );
    const dated = delivered.filter(({ params }) => /^\d{10}$/.test(params.RawDlrDoneDate ?? ''));
    expect(dated.length).toBeGreaterThan(5);
  });

  it('through a Messaging Service knows sender and segments only later', async () => {
    const client = sdk(simulator);
    const [number] = await client.incomingPhoneNumbers.list();
    const service = await client.messaging.v1.services.create({
      friendlyName: 'Acme',
      statusCallback: `${application.url}/service`,
    });
    const toService = { from: undefined, messagingServiceSid: service.sid };
    await expect(send(toService)).rejects.toMatchObject({ code: 21704 });
    const pool = client.messaging.v1.services(service.sid).phoneNumbers;
    await pool.create({ phoneNumberSid: number?.sid ?? '' });
    expect((await pool.list()).map(({ phoneNumber }) => phoneNumber)).toEqual([from]);
    await expect(pool.create({ phoneNumberSid: number?.sid ?? '' })).rejects.toMatchObject({
      status: 409,
      code: 21710,
    });

    const message = await send(toService);
    expect(message).toMatchObject({
      status: 'accepted',
      numSegments: '0',
      from: null,
      messagingServiceSid: service.sid,
    });
    expect(await settled(message.sid)).toMatchObject({ numSegments: '1', from });
    await until(() => application.received.length === 3);
    expect(application.statuses()).toEqual(['queued', 'sent', 'delivered']);
    expect(application.received[0]?.params.MessagingServiceSid).toBe(service.sid);
  });

  it.each([
    [{ to: '' }, 21604],
    [{ to: '+1512' }, 21211],
    [{ to: '+15121340000' }, 21211],
    [{ from: '' }, 21603],
    [{ from: '5122340000' }, 21212],
    [{ from: '+15122340000' }, 21659],
    [{ body: '' }, 21602],
    [{ body: 'x'.repeat(1601) }, 21617],
    [{ mediaUrl: ['nonsense'] }, 21620],
    [{ mediaUrl: Array.from({ length: 11 }, () => 'https://example.com/a.jpg') }, 21623],
    [{ statusCallback: 'nonsense' }, 21609],
    [{ from: undefined, messagingServiceSid: `MG${'0'.repeat(32)}` }, 21701],
    [{ from: '+15005550001' }, 21212],
    [{ from: '+15005550007' }, 21606],
    [{ from: '+15005550008' }, 21611],
    [{ from: '+15005550002' }, 21606],
    [{ to: '+15005550001' }, 21211],
    [{ to: '+15005550002' }, 21612],
    [{ to: '+15005550003' }, 21408],
    [{ to: '+15005550004' }, 21610],
    [{ to: '+15005550009' }, 21614],
  ])('refuses %j with %i', async (params, code) => {
    await expect(send(params)).rejects.toMatchObject({
      status: 400,
      code,
      moreInfo: `https://www.twilio.com/docs/errors/${code}`,
    });
  });

  it('refuses a sender that is the recipient, or of another account', async () => {
    await expect(send({ to: from })).rejects.toMatchObject({ code: 21266 });
    const sub = await sdk(simulator).api.v2010.accounts.create({});
    const other = sdk(simulator, { sid: sub.sid, token: sub.authToken });
    await expect(
      other.messages.create({ to: randomPhone(), from, body: 'Hello' }),
    ).rejects.toMatchObject({ code: 21606 });
  });

  it('sends 1,600 characters, media, and from Twilio’s test number', async () => {
    await expect(send({ body: 'x'.repeat(1600) })).resolves.toMatchObject({ numSegments: '11' });
    await expect(send({ from: '+15005550006' })).resolves.toMatchObject({ status: 'queued' });
    const mms = await send({ body: undefined, mediaUrl: ['https://example.com/a.jpg'] });
    expect(mms).toMatchObject({ numMedia: '1', numSegments: '1' });
    expect(mms.sid).toMatch(/^MM/);
  });

  it('schedules, and cancels what is scheduled only', async () => {
    const client = sdk(simulator);
    const [number] = await client.incomingPhoneNumbers.list();
    const service = await client.messaging.v1.services.create({ friendlyName: 'Acme' });
    await client.messaging.v1
      .services(service.sid)
      .phoneNumbers.create({ phoneNumberSid: number?.sid ?? '' });
    const schedule = (minutes: number) =>
      send({
        from: undefined,
        messagingServiceSid: service.sid,
        scheduleType: 'fixed',
        sendAt: new Date(Date.now() + minutes * 60_000),
        statusCallback: `${application.url}/status`,
      });
    await expect(schedule(5)).rejects.toMatchObject({ code: 35114 });
    const message = await schedule(20);
    expect(message.status).toBe('scheduled');
    const canceled = await client.messages(message.sid).update({ status: 'canceled' });
    expect(canceled.status).toBe('canceled');
    await until(() => application.received.length === 1);
    expect(application.statuses()).toEqual(['canceled']);
    const sent = await send();
    await expect(client.messages(sent.sid).update({ status: 'canceled' })).rejects.toMatchObject({
      code: 30409,
    });
  });

  it('redacts and deletes once it is done; the phone keeps the text', async () => {
    const { sid, to } = await send({ body: 'secret' });
    const message = sdk(simulator).messages(sid);
    await expect(message.remove()).rejects.toMatchObject({ status: 409, code: 20009 });
    await settled(sid);
    expect((await message.update({ body: '' })).body).toBe('');
    expect((await message.fetch()).body).toBe('');
    expect(await message.remove()).toBe(true);
    await expect(message.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    expect(await sdk(simulator).messages.list()).toEqual([]);
    const { body: thread } = await demo(simulator, 'GET', `/phones/${to}/messages`);
    expect(thread.messages[0].body).toBe('secret');
  });

  it('lists by number and date, page by page', async () => {
    const client = sdk(simulator);
    const to = '+15122349999';
    const sids: string[] = [];
    for (let count = 0; count < 7; count += 1) sids.unshift((await send({ to })).sid);
    await send({ to: '+15122348888' });
    const newest = await client.messages.list({ to, pageSize: 3 });
    expect(newest.map(({ sid }) => sid)).toEqual(sids);
    expect(await client.messages.list({ to, limit: 2 })).toHaveLength(2);
    expect(await client.messages.list({ from })).toHaveLength(8);
    expect(await client.messages.list({ from: '+15122340000' })).toEqual([]);

    const hourAgo = new Date(Date.now() - 3_600_000);
    const inAnHour = new Date(Date.now() + 3_600_000);
    expect(await client.messages.list({ to, dateSentAfter: hourAgo })).toHaveLength(7);
    expect(await client.messages.list({ to, dateSentAfter: inAnHour })).toEqual([]);
    expect(await client.messages.list({ to, dateSentBefore: hourAgo })).toEqual([]);
    expect(await client.messages.list({ to, dateSentBefore: inAnHour })).toHaveLength(7);
    const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
    const [day, yesterday] = [dayOf(Date.now()), dayOf(Date.now() - 86_400_000)];
    const list = async (query: string): Promise<{ messages: unknown[] }> => {
      const credentials = Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64');
      const address = `${simulator.url}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json?${query}`;
      const headers = { authorization: `Basic ${credentials}` };
      return (await fetch(address, { headers })).json() as Promise<{ messages: unknown[] }>;
    };
    // A bare day is the whole of it, on both sides.
    expect((await list(`DateSent>=${day}&DateSent<=${day}`)).messages).toHaveLength(8);
    expect((await list(`DateSent<=${yesterday}`)).messages).toEqual([]);
    expect(await list(`DateSent=${day}&PageSize=1`)).toMatchObject({
      messages: [{ status: expect.any(String) }],
      page: 0,
      page_size: 1,
      next_page_uri: expect.stringMatching(/^\/2010.*PageToken=PASM/),
    });
  });

  it('keeps its pages while new messages come', async () => {
    const client = sdk(simulator);
    const first = await send();
    const second = await send();
    const page = await client.messages.page({ pageSize: 1 });
    expect(page.instances.map(({ sid }) => sid)).toEqual([second.sid]);
    await send();
    const next = await page.nextPage();
    expect(next?.instances.map(({ sid }) => sid)).toEqual([first.sid]);
  });

  it('says nothing without an address to call', async () => {
    const { sid } = await send();
    await settled(sid);
    await pause(30);
    expect(application.received).toEqual([]);
  });
});
