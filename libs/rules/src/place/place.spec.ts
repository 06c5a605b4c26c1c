import { isZone } from '@fieldline/zones';
import { describe, expect, test } from '@jest/globals';
import parsePhone from 'libphonenumber-js/min';
import { CANADIAN_AREA_CODES } from '../data/area-codes.ca.js';
import { US_AREA_CODES } from '../data/area-codes.us.js';
import { CANADIAN_POSTAL_CODES } from '../data/canadian-postal-codes.js';
import { ZIP_CODES } from '../data/zip-codes.js';
import { areaOfNumber } from './area-code.js';
import { placeOf } from './place.js';
import { postalArea } from './postal-area.js';

const E = 'America/New_York';
const C = 'America/Chicago';
const M = 'America/Denver';
const P = 'America/Los_Angeles';
const AZ = 'America/Phoenix';

describe('an area code', () => {
  test.each([
    ['201', 'US-NJ', E],
    ['202', 'US-DC', E],
    ['205', 'US-AL', C],
    ['206', 'US-WA', P],
    ['212', 'US-NY', E],
    ['214', 'US-TX', C],
    ['219', 'US-IN', E, C],
    ['224', 'US-IL', C],
    ['235', 'US-MO', C],
    ['270', 'US-KY', E, C],
    ['283', 'US-OH', E],
    ['302', 'US-DE', E],
    ['305', 'US-FL', E],
    ['307', 'US-WY', M],
    ['308', 'US-NE', C, M],
    ['317', 'US-IN', E],
    ['318', 'US-LA', C],
    ['340', 'US-VI', 'America/Puerto_Rico'],
    ['385', 'US-UT', M],
    ['401', 'US-RI', E],
    ['402', 'US-NE', C],
    ['406', 'US-MT', M],
    ['415', 'US-CA', P],
    ['423', 'US-TN', E, C],
    ['432', 'US-TX', C],
    ['443', 'US-MD', E],
    ['448', 'US-FL', E, C],
    ['457', 'US-LA', C],
    ['502', 'US-KY', E],
    ['503', 'US-OR', P],
    ['505', 'US-NM', M],
    ['541', 'US-OR', M, P],
    ['572', 'US-OK', C],
    ['574', 'US-IN', E, C],
    ['602', 'US-AZ', AZ],
    ['603', 'US-NH', E],
    ['605', 'US-SD', C, M],
    ['606', 'US-KY', E, C],
    ['615', 'US-TN', C],
    ['620', 'US-KS', C, M],
    ['645', 'US-FL', E],
    ['670', 'US-MP', 'Pacific/Guam'],
    ['671', 'US-GU', 'Pacific/Guam'],
    ['684', 'US-AS', 'Pacific/Pago_Pago'],
    ['701', 'US-ND', C, M],
    ['702', 'US-NV', P],
    ['775', 'US-NV', M, P],
    ['787', 'US-PR', 'America/Puerto_Rico'],
    ['802', 'US-VT', E],
    ['808', 'US-HI', 'Pacific/Honolulu'],
    ['850', 'US-FL', E, C],
    ['865', 'US-TN', E],
    ['906', 'US-MI', E, C],
    ['907', 'US-AK', 'America/Anchorage', 'America/Adak'],
    ['915', 'US-TX', M],
    ['928', 'US-AZ', AZ, M],
    ['970', 'US-CO', M],
    ['986', 'US-ID', M, P],
    ['204', 'CA-MB', 'America/Winnipeg'],
    ['263', 'CA-QC', 'America/Toronto'],
    ['306', 'CA-SK', 'America/Regina', 'America/Edmonton'],
    ['416', 'CA-ON', 'America/Toronto'],
    ['418', 'CA-QC', 'America/Toronto', 'America/Halifax'],
    ['506', 'CA-NB', 'America/Halifax'],
    ['604', 'CA-BC', 'America/Vancouver'],
    ['709', 'CA-NL', 'America/St_Johns', 'America/Goose_Bay'],
    ['780', 'CA-AB', 'America/Edmonton'],
    ['807', 'CA-ON', 'America/Toronto', 'America/Winnipeg'],
  ])('%s is of %s', (code, region, ...zones) => {
    const place = placeOf({ phoneNumber: `+1${code}5550123` });
    expect(place.regions).toEqual([region]);
    expect(place.zones.toSorted()).toEqual(zones.toSorted());
    expect(place).toMatchObject({ basis: 'area_code', country: region.slice(0, 2) });
  });

  test('of two provinces, or of three territories, is of all of them', () => {
    expect(placeOf({ phoneNumber: '+19025550123' }).regions).toEqual(['CA-NS', 'CA-PE']);
    const north = placeOf({ phoneNumber: '+18675550123' });
    expect(north.regions).toEqual(['CA-YT', 'CA-NT', 'CA-NU']);
    expect(north.zones).toEqual(
      expect.arrayContaining(['America/Whitehorse', 'America/Iqaluit', 'America/Rankin_Inlet']),
    );
  });

  test('is known whenever libphonenumber knows it, and of the same country', () => {
    const elsewhere = new Set(['500', '600', '622', '633', '700', '710', '900']);
    const nowhere = /^(?:5(?:2[1-9]|3[23]|44|66|77|88)|8(?:00|22|33|44|55|66|77|88))$/;
    const wrong: string[] = [];
    let known = 0;
    for (let number = 200; number < 1_000; number += 1) {
      const code = String(number);
      if (elsewhere.has(code) || nowhere.test(code)) continue;
      const parsed = parsePhone(`+1${code}2345678`);
      if (!parsed?.isValid() || (parsed.country !== 'US' && parsed.country !== 'CA')) continue;
      known += 1;
      if (areaOfNumber(parsed.number)?.country !== parsed.country) wrong.push(code);
    }
    expect(wrong).toEqual([]);
    expect(known).toBeGreaterThan(400);
  });

  test('of nowhere, of another country, or none at all may be anywhere', () => {
    const numbers = ['+18005550123', '+18765550123', '+15005550006', '+442079460123', '+1212', ''];
    for (const phoneNumber of numbers) {
      const place = placeOf({ phoneNumber, businessCountry: 'US' });
      expect(place).toMatchObject({ basis: 'strictest', regions: [], country: 'US' });
      expect(place.zones).toEqual(
        expect.arrayContaining(['Pacific/Honolulu', 'America/Puerto_Rico']),
      );
      expect(place.zones).not.toContain('America/St_Johns');
    }
    const both = placeOf({ phoneNumber: '+18005550123' }).zones;
    expect(both).toEqual(expect.arrayContaining(['Pacific/Honolulu', 'America/St_Johns']));
    const canadian = placeOf({ phoneNumber: '+16005550123', businessCountry: 'US' });
    expect(canadian).toMatchObject({ basis: 'strictest', country: 'CA', regions: [] });
    expect(canadian.zones).toContain('America/St_Johns');
  });
});

describe('a postal code', () => {
  test.each([
    ['00501', 'US-NY', E],
    ['02134', 'US-MA', E],
    ['06390', 'US-NY', E],
    ['20001', 'US-DC', E],
    ['20166', 'US-VA', E],
    ['21201', 'US-MD', E],
    ['32301', 'US-FL', E],
    ['32401', 'US-FL', E, C],
    ['32501-1234', 'US-FL', C],
    ['37402', 'US-TN', E],
    ['38501', 'US-TN', C],
    ['42101', 'US-KY', C],
    ['46320', 'US-IN', C],
    ['46201', 'US-IN', E],
    ['49801', 'US-MI', E, C],
    ['57501', 'US-SD', C, M],
    ['57701', 'US-SD', M],
    ['58601', 'US-ND', C, M],
    ['67735', 'US-KS', C, M],
    ['69301', 'US-NE', M],
    ['73301', 'US-TX', C],
    ['79901', 'US-TX', M],
    ['83414', 'US-WY', M],
    ['83501', 'US-ID', M, P],
    ['83814', 'US-ID', P],
    ['86505', 'US-AZ', AZ, M],
    ['85001', 'US-AZ', AZ],
    ['89801', 'US-NV', M, P],
    ['96701', 'US-HI', 'Pacific/Honolulu'],
    ['96799', 'US-AS', 'Pacific/Pago_Pago'],
    ['96910', 'US-GU', 'Pacific/Guam'],
    ['96950', 'US-MP', 'Pacific/Guam'],
    ['97914', 'US-OR', M, P],
    ['99546', 'US-AK', 'America/Anchorage', 'America/Adak'],
    ['99801', 'US-AK', 'America/Anchorage'],
    ['A1C 5M2', 'CA-NL', 'America/St_Johns'],
    ['A2V 2K7', 'CA-NL', 'America/St_Johns', 'America/Goose_Bay'],
    ['g4t1a1', 'CA-QC', 'America/Halifax'],
    ['H2Y', 'CA-QC', 'America/Toronto'],
    ['P9N 1A1', 'CA-ON', 'America/Toronto', 'America/Winnipeg'],
    ['S4P 3X2', 'CA-SK', 'America/Regina'],
    ['S9V 0A1', 'CA-SK', 'America/Regina', 'America/Edmonton'],
    ['V6B 1A1', 'CA-BC', 'America/Vancouver'],
    ['X1A 1A1', 'CA-NT', 'America/Inuvik', 'America/Edmonton'],
    ['Y1A 1A1', 'CA-YT', 'America/Whitehorse'],
  ])('%s is of %s', (code, region, ...zones) => {
    const area = postalArea(code);
    expect(area?.regions).toEqual([region]);
    expect(area?.zones.toSorted()).toEqual(zones.toSorted());
  });

  test.each(['', ' ', '1234', '123456', '00000', '09012', 'D1A 1A1', 'A1A 1A', 'ZIP', '٣٣١٠١'])(
    '%j is none',
    (code) => expect(postalArea(code)).toBeUndefined(),
  );
});

describe('the place of a recipient', () => {
  const phoneNumber = '+13055550123';
  const everything = {
    jobTimeZone: 'America/Denver',
    jobPostalCode: '60601',
    contactTimeZone: 'America/Phoenix',
    postalCode: '90001',
    phoneNumber,
  };

  test('is by the best that is known', () => {
    const { jobTimeZone: _, ...noJobZone } = everything;
    const { jobPostalCode: __, ...noJob } = noJobZone;
    const { contactTimeZone: ___, ...noContact } = noJob;
    const found = [everything, noJobZone, noJob, noContact, { phoneNumber }].map(placeOf);
    expect(found.map(({ basis, zones }) => [basis, ...zones])).toEqual([
      ['job_site', M],
      ['job_site', C],
      ['contact', AZ],
      ['postal_code', P],
      ['area_code', E],
    ]);
  });

  test('has every state whose law may hold', () => {
    expect(placeOf(everything).regions).toEqual(['US-IL', 'US-CA', 'US-FL']);
  });

  test('passes over what is no zone and no postal code', () => {
    const nonsense = { jobTimeZone: 'Mars/Phobos', contactTimeZone: 'EST5:30', postalCode: 'x' };
    expect(placeOf({ ...nonsense, phoneNumber })).toMatchObject({ basis: 'area_code' });
    const nothing = { jobTimeZone: null, contactTimeZone: '', postalCode: null };
    expect(placeOf({ ...nothing, phoneNumber })).toMatchObject({ basis: 'area_code' });
  });
});

test('every zone in the tables is one', () => {
  const areas = [...US_AREA_CODES, ...CANADIAN_AREA_CODES, ...ZIP_CODES, ...CANADIAN_POSTAL_CODES];
  expect(areas.flatMap(({ zones }) => zones).filter((zone) => !isZone(zone))).toEqual([]);
});
