import { describe, expect, test } from '@jest/globals';
import { numberSearches } from './number.search.js';

const wanted = { businessName: 'Acme', country: 'US' as const };
const queries = (place: object) =>
  numberSearches({ ...wanted, ...place }).map(({ matched, query }) => [matched, query]);

describe('a local number is looked for', () => {
  test('in its area code, then near it, then in its state, and nowhere else', () => {
    expect(queries({ areaCode: '312' })).toEqual([
      ['area_code', { areaCode: 312 }],
      ['nearby', { nearNumber: '+13125550100', distance: 25 }],
      ['region', { inRegion: 'IL' }],
    ]);
  });

  test('in its postal code, and near the business’s own phone', () => {
    expect(queries({ postalCode: '60614', contactPhone: '+17735550100' })).toEqual([
      ['postal_code', { inPostalCode: '60614' }],
      ['nearby', { nearNumber: '+17735550100', distance: 25 }],
      ['region', { inRegion: 'IL' }],
    ]);
    expect(queries({ postalCode: '60614' }).map(([matched]) => matched)).toEqual([
      'postal_code',
      'region',
    ]);
  });

  test('not near a phone that is of another state than the postal code', () => {
    expect(queries({ postalCode: '60614', contactPhone: '+12125550100' })).toEqual([
      ['postal_code', { inPostalCode: '60614' }],
      ['region', { inRegion: 'IL' }],
    ]);
  });

  test('in the state of the area code, before that of the postal code', () => {
    const place = { areaCode: '212', postalCode: '60614', contactPhone: '+13125550100' };
    expect(queries(place)).toEqual([
      ['area_code', { areaCode: 212 }],
      ['postal_code', { inPostalCode: '60614' }],
      ['nearby', { nearNumber: '+12125550100', distance: 25 }],
      ['region', { inRegion: 'NY' }],
    ]);
  });

  test('near the business’s own phone when nothing else is known', () => {
    expect(queries({ contactPhone: '+12125550100' })).toEqual([
      ['nearby', { nearNumber: '+12125550100', distance: 25 }],
      ['region', { inRegion: 'NY' }],
    ]);
  });

  test('near a phone of the area code that was asked for, not of another', () => {
    const [, nearby] = queries({ areaCode: '312', contactPhone: '+12125550100' });
    expect(nearby).toEqual(['nearby', { nearNumber: '+13125550100', distance: 25 }]);
  });

  test('in provinces of Canada', () => {
    const place = { country: 'CA', areaCode: '416', postalCode: 'M5V 2T6' };
    expect(queries(place).at(-1)).toEqual(['region', { inRegion: 'ON' }]);
  });

  test('never in another country: an area code of Canada has no state', () => {
    expect(queries({ areaCode: '416' }).map(([matched]) => matched)).not.toContain('region');
  });

  test('and what was found instead is said in a sentence', () => {
    const [first, ...others] = numberSearches({ ...wanted, areaCode: '312' });
    expect(first?.fallback).toBeNull();
    for (const { fallback } of others)
      expect(fallback).toMatch(/^No number was left with area code 312\. This one is from /);
  });
});
