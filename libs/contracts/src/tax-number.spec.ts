import { describe, expect, test } from '@jest/globals';
import { holdsTaxNumber, isPersonalTaxNumber } from './tax-number.js';

describe('a tax number is', () => {
  test.each([
    '12-3456789',
    'We are 12-3456789, since 1999.',
    '12–3456789',
    '(12-3456789)',
    'EIN 123456789',
    'EIN: 12 3456789',
    'E.I.N. 123456789',
    'our FEIN is 123456789',
    'Tax ID #123456789',
    'tax id number: 123-456-789',
    'taxId=123456789',
    'tax_id_123456789',
    'taxpayer number 123456789',
    'Federal employer identification number: 123456789',
    '123456789 is our EIN',
    '123456789 (EIN)',
    'ein-123456789',
    'https://acme.com/ein/123456789',
    '123-45-6789',
    'SSN 123456789',
    'ssn 123 45 6789',
    'Social Security number 123456789',
    '123456789RT0001',
    '123456789 RC 0001',
    '123 456 789 RT0001',
    '123-456-789RP0002',
    'BN 123456789',
    'business number: 123 456 789',
    'GST/HST 123456789',
    'numéro d’entreprise 123456789',
    'EIN 12/3456789',
    'EIN 12_3456789',
    'ein: １２-３４５６７８９',
    'EIN ١٢٣٤٥٦٧٨٩',
    'EIN 12\u200b-3456789',
  ])('%j', (text) => expect(holdsTaxNumber(text)).toBe(true));
});

describe('no tax number is', () => {
  test.each([
    '',
    '312-555-0143',
    '+1 312 555 0143',
    '+13125550143',
    '(312) 555-0143',
    '1-800-555-0199',
    '555-0143',
    'business number 312-555-0143',
    'Business number: +1 312 555 0143',
    '60601-1234',
    'Omaha, NE 68102-1234',
    'business number; Lincoln 68102-1234',
    '606011234',
    '2026-11-24',
    '11/24/2026 9:00',
    '11-24-2026',
    'Order 123456789',
    'order-12-3456789',
    'A12-3456789',
    '12-34567890',
    '112-3456789',
    '$12.3456789',
    '1234-56-7890',
    '123456789',
    'Being 123456789',
    'Martin 123456789',
    'EIN on file since 2019',
    '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c77',
    '00000000-0000-4000-8012-123456789012',
    'Technician BN-7 at 410 Desert Willow Way',
    'Call 555-0143 or 555-0144 for tax id questions',
  ])('%j', (text) => expect(holdsTaxNumber(text)).toBe(false));
});

test('one that is known is found in any grouping, and nowhere within a longer number', () => {
  for (const text of [
    '123456789',
    'order 12-3456789',
    '123 456 789',
    'x123.456.789y',
    '12/3456789',
    '12 + 345 ~ 6789',
    '１２３４５６７８９',
    '₁₂₃₄₅₆₇₈₉',
    '१२३४५६७८९',
    '12\u200b3456789',
  ])
    expect([text, holdsTaxNumber(text, '12-3456789')]).toEqual([text, true]);
  for (const text of ['1234567890', '0123456789', '12345678', '123 456 788'])
    expect([text, holdsTaxNumber(text, '123456789RC0001')]).toEqual([text, false]);
  for (const known of ['', '12345678', null, undefined])
    expect(holdsTaxNumber('123456789', known)).toBe(false);
});

test('it is looked for in no time, whatever the text', () => {
  const texts = [
    '1 '.repeat(5_000),
    'ein '.repeat(2_500),
    'tax id '.repeat(1_000) + '1-'.repeat(2_000),
  ];
  const since = performance.now();
  for (const text of texts) holdsTaxNumber(text);
  expect(performance.now() - since).toBeLessThan(5_000);
});

test('a person’s is told by its grouping', () => {
  for (const text of ['123-45-6789', ' 123 45 6789 ', '123–45–6789'])
    expect(isPersonalTaxNumber(text)).toBe(true);
  for (const text of ['12-3456789', '123456789', '123-456-789', '123 456 789'])
    expect(isPersonalTaxNumber(text)).toBe(false);
});
