import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { Simulator } from '../index.js';
import { demo, newSimulator, sdk } from '../testing/harness.js';
import { numbersOf, patternOf } from './inventory.js';
import { AREA_CODES, regionOfPostalCode } from './region.js';

describe('the inventory', () => {
  it('offers only numbers that exist, in each area code', () => {
    const wrong = [...AREA_CODES.values()].flatMap(({ code, region }) =>
      [...numbersOf(code)].slice(0, 200).filter((number) => {
        const parsed = parsePhoneNumberFromString(number);
        return !parsed?.isValid() || parsed.country !== region.country;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('offers each number once, none at an exchange with a meaning', () => {
    const numbers = [...numbersOf('512')];
    expect(numbers.filter((number) => /^\+1512(?:.11|555)/.test(number))).toEqual([]);
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.length).toBeGreaterThan(1_500);
  });

  it.each([
    ['78701', 'US', 'TX'],
    ['10001', 'US', 'NY'],
    ['00501', 'US', 'NY'],
    ['90210', 'US', 'CA'],
    ['22201', 'US', 'VA'],
    ['20500', 'US', 'DC'],
    ['M5V 2T6', 'CA', 'ON'],
    ['h2x1y4', 'CA', 'QC'],
  ] as const)('knows where %s is', (postalCode, country, region) => {
    expect(regionOfPostalCode(postalCode, country)?.code).toBe(region);
  });

  it.each([
    ['512*****00', '15122340000', true],
    ['512*****00', '15122340001', false],
    ['PLUM', '15127586000', true],
    ['99$', '15122349900', false],
    ['99$', '15122340099', true],
  ])('matches %s', (contains, number, matches) => {
    expect(patternOf(contains).test(number)).toBe(matches);
  });
});

describe('buying numbers', () => {
  let simulator: Simulator;

  beforeEach(async () => {
    simulator = await newSimulator();
  });
  afterEach(() => simulator.close());

  const search = (params: object, country = 'US') =>
    sdk(simulator).availablePhoneNumbers(country).local.list(params);

  it('finds the same numbers of an area code each time, and never one that is sold', async () => {
    const first = await search({ areaCode: 512, smsEnabled: true, pageSize: 5 });
    expect(first).toHaveLength(5);
    expect(first[0]).toMatchObject({ locality: 'Austin', region: 'TX', isoCountry: 'US' });
    expect(first[0]?.capabilities).toMatchObject({ sms: true, mms: true, voice: true });
    const again = await search({ areaCode: 512, pageSize: 5 });
    expect(again.map(({ phoneNumber }) => phoneNumber)).toEqual(
      first.map(({ phoneNumber }) => phoneNumber),
    );
    const phoneNumber = first[0]?.phoneNumber ?? '';
    await sdk(simulator).incomingPhoneNumbers.create({ phoneNumber });
    const after = await search({ areaCode: 512, pageSize: 5 });
    expect(after.map((number) => number.phoneNumber)).not.toContain(phoneNumber);
    await expect(sdk(simulator).incomingPhoneNumbers.create({ phoneNumber })).rejects.toMatchObject(
      { status: 400, code: 21422 },
    );
  });

  it('searches by region, postal code, neighbour and pattern', async () => {
    const regions = async (params: object, country = 'US') =>
      new Set((await search({ pageSize: 20, ...params }, country)).map(({ region }) => region));
    expect(await regions({ inRegion: 'CO' })).toEqual(new Set(['CO']));
    expect(await regions({ inPostalCode: '30301' })).toEqual(new Set(['GA']));
    expect(await regions({ inPostalCode: 'V6B 1A1' }, 'CA')).toEqual(new Set(['BC']));
    expect(await regions({ nearNumber: '+14165550123' }, 'CA')).toEqual(new Set(['ON']));
    const near = await search({ nearNumber: '+12125550123', pageSize: 3 });
    expect(near.map(({ locality }) => locality)).toEqual(['New York', 'New York', 'New York']);
    const pattern = await search({ contains: '303*****77', pageSize: 3 });
    expect(pattern.length).toBeGreaterThan(0);
    for (const { phoneNumber } of pattern) expect(phoneNumber).toMatch(/^\+1303\d{5}77$/);
    expect(await search({ areaCode: 512, smsEnabled: false })).toEqual([]);
    expect(await search({ areaCode: 416 })).toEqual([]);
  });

  it('has none left in some area codes, which a fault sets', async () => {
    const buy = (areaCode: string) => sdk(simulator).incomingPhoneNumbers.create({ areaCode });
    expect(await search({ areaCode: 212 })).toEqual([]);
    await expect(buy('212')).rejects.toMatchObject({ status: 400, code: 21452 });
    await expect(buy('533')).rejects.toMatchObject({ code: 21452 });

    await demo(simulator, 'PUT', '/faults', { emptyAreaCodes: ['512'] });
    expect(await search({ areaCode: 512 })).toEqual([]);
    await expect(buy('212')).resolves.toMatchObject({
      phoneNumber: expect.stringMatching(/^\+1212/),
    });
  });

  it('keeps what a number is told, and forgets it when it is released', async () => {
    const client = sdk(simulator);
    const made = await client.incomingPhoneNumbers.create({
      areaCode: '303',
      friendlyName: 'Front desk',
      smsUrl: 'https://example.com/in#rc=3',
      smsMethod: 'POST',
      statusCallback: 'https://example.com/status',
    });
    expect(made).toMatchObject({
      friendlyName: 'Front desk',
      smsUrl: 'https://example.com/in#rc=3',
      statusCallback: 'https://example.com/status',
    });
    const number = client.incomingPhoneNumbers(made.sid);
    await number.update({ smsUrl: 'https://example.com/other' });
    expect(await number.fetch()).toMatchObject({
      smsUrl: 'https://example.com/other',
      friendlyName: 'Front desk',
    });
    const found = await client.incomingPhoneNumbers.list({ phoneNumber: made.phoneNumber });
    expect(found.map(({ sid }) => sid)).toEqual([made.sid]);
    expect(await number.remove()).toBe(true);
    await expect(number.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it.each([
    ['+15005550000', 21422],
    ['+15005550001', 21421],
    ['12', 21421],
    ['+15121340000', 21421],
  ])('refuses to sell %s with %i', async (phoneNumber, code) => {
    await expect(sdk(simulator).incomingPhoneNumbers.create({ phoneNumber })).rejects.toMatchObject(
      { status: 400, code },
    );
  });

  it('refuses an address with an underscore in its host', async () => {
    await expect(
      sdk(simulator).incomingPhoneNumbers.create({ areaCode: '512', smsUrl: 'http://a_b.com/' }),
    ).rejects.toMatchObject({ status: 400, code: 21402 });
  });
});
