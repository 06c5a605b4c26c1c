import { describe, expect, test } from '@jest/globals';
import { readBundle, readEvents } from './registration.report.js';

const accountsid = `AC${'1'.repeat(32)}`;
const brandsid = `BN${'2'.repeat(32)}`;
const messagingservicesid = `MG${'3'.repeat(32)}`;
const phonenumbersid = `PN${'4'.repeat(32)}`;
const TYPES = 'com.twilio.messaging.compliance.';
const nothingSaid = { numberRegistration: null, providerCode: null, saidAt: null };
const event = (type: string, data: object = {}) => ({
  specversion: '1.0',
  id: 'EZ1',
  type: type.startsWith('com.') ? type : `${TYPES}${type}`,
  data: { accountsid, ...data },
});
const read = (body: unknown) => readEvents(JSON.stringify(body));
const faultOf = (look: () => unknown): string | undefined => {
  try {
    look();
  } catch (error) {
    return (error as { errors?: { field: string }[] }).errors?.[0]?.field;
  }
  return undefined;
};

describe('events', () => {
  test('come in a list, or alone', () => {
    const brand = event('brand-registration.brand-verified', { brandsid });
    const report = {
      kind: 'brand',
      resourceSid: null,
      messagingServiceSid: null,
      brandSid: brandsid,
      ...nothingSaid,
    };
    expect(read([brand])).toEqual({ accountSid: accountsid, reports: [report], unknown: [] });
    expect(read(brand)).toEqual(read([brand]));
  });

  test('of a campaign are known by service and brand: its own id says nothing', () => {
    const data = { brandsid, messagingservicesid, campaignsid: `CM${'5'.repeat(32)}` };
    expect(read([event('campaign-registration.campaign-approved', data)]).reports).toEqual([
      {
        kind: 'campaign',
        resourceSid: null,
        messagingServiceSid: messagingservicesid,
        brandSid: brandsid,
        ...nothingSaid,
      },
    ]);
  });

  test.each(['number-registration.successful', 'number-deregistration.failed'])(
    '%s names the number',
    (type) => {
      const [report] = read([event(type, { phonenumbersid })]).reports;
      expect(report).toMatchObject({ kind: 'number', resourceSid: phonenumbersid });
    },
  );

  test.each([
    ['number-registration.pending', 'pending'],
    ['number-registration.successful', 'successful'],
    ['number-registration.failed', 'failed'],
    ['number-deregistration.successful', 'ended'],
    ['number-deregistration.pending', null],
    ['number-deregistration.failed', null],
  ])('%s: a number is %s', (type, numberRegistration) => {
    const [report] = read([event(type, { phonenumbersid })]).reports;
    expect(report).toMatchObject({ numberRegistration, providerCode: null });
  });

  const failed = (data: object, time?: unknown) =>
    read([{ ...event('number-registration.failed', { phonenumbersid, ...data }), time }])
      .reports[0];

  test.each<[string, object, number | null]>([
    ['an address', { failurereason: 'https://www.twilio.com/docs/api/errors/30034' }, 30034],
    ['its other spelling', { failureReason: 'https://www.twilio.com/docs/errors/30035' }, 30035],
    ['a number', { failurereason: '30036' }, 30036],
    ['words', { failurereason: 'Number 13125550143 is taken' }, null],
    ['something else', { failurereason: { toString: 1 } }, null],
  ])('say why a number failed by %s', (_, data, providerCode) => {
    expect(failed(data)?.providerCode).toBe(providerCode);
  });

  test('say of a number when, and never that it will be', () => {
    const at = '2026-03-01T10:00:00.000Z';
    const timestamp = Date.parse(at);
    expect(failed({ timestamp, updateddate: 1 })?.saidAt).toBe(at);
    expect(failed({ updateddate: timestamp })?.saidAt).toBe(at);
    expect(failed({ timestamp: 'soon' }, at)?.saidAt).toBe(at);
    for (const late of [{ timestamp: Date.now() * 2 }, { timestamp: 1e300 }, {}])
      expect(Date.parse(failed(late, 'never')?.saidAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  test('of other types are named and left', () => {
    const events = [
      event('com.twilio.messaging.message.sent'),
      event('constructor.x'),
      event('a\nb'),
    ];
    expect(read(events)).toMatchObject({
      reports: [],
      unknown: ['com.twilio.messaging.message.sent', `${TYPES}constructor.x`, 'no name'],
    });
  });

  test('name what isn’t a SID as nothing', () => {
    const data = { brandsid: { toString: 1 }, messagingservicesid: 'MG1; DROP' };
    expect(read([event('brand-registration.brand-failure', data)]).reports).toMatchObject([
      { brandSid: null, messagingServiceSid: null },
    ]);
  });

  test.each<[string, unknown]>([
    ['no account', [{ type: `${TYPES}brand-registration.brand-failure`, data: {} }]],
    [
      'accounts of two',
      [event('a'), { ...event('a'), data: { accountsid: `AC${'9'.repeat(32)}` } }],
    ],
    ['an account that is none', [{ type: 'a', data: { accountsid: 'AC1' } }]],
    ['no data', [{ type: 'a', data: null }]],
  ])('with %s are refused', (_, body) => {
    expect(faultOf(() => read(body))).toBe('data.accountsid');
  });

  test.each([
    '',
    'not json',
    '[]',
    'null',
    JSON.stringify(Array.from({ length: 101 }, () => event('a'))),
  ])('that are no list are refused (%#)', (body) => {
    expect(faultOf(() => readEvents(body))).toBeDefined();
  });
});

test('a bundle is named once', () => {
  const sid = `BU${'6'.repeat(32)}`;
  expect(readBundle({ BundleSid: sid })).toMatchObject({ kind: 'bundle', resourceSid: sid });
  expect(faultOf(() => readBundle({ BundleSid: [sid, sid] }))).toBe('BundleSid');
  expect(faultOf(() => readBundle({}))).toBe('BundleSid');
});
