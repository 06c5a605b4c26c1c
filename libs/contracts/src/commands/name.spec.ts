import { describe, expect, test } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import {
  CreateApiKey,
  CreateTenant,
  CreateUser,
  faultOfExternalId,
  hasHiddenCharacters,
  HIDDEN_CHARACTERS,
  ImportConsent,
  ImportContact,
  ImportEmployee,
  ImportJob,
  UpsertContact,
  UpsertEmployee,
  UpsertJob,
  UpsertJobType,
} from '../index.js';

/** As escapes: what is tested can't be seen. */
const HIDDEN: readonly (readonly [what: string, character: string])[] = [
  ['NUL', '\0'],
  ['a line break', '\n'],
  ['a carriage return', '\r'],
  ['a tab', '\t'],
  ['escape', '\u001b'],
  ['next line', '\u0085'],
  ['a line separator', '\u2028'],
  ['a paragraph separator', '\u2029'],
  ['a soft hyphen', '\u00ad'],
  ['a zero-width space', '\u200b'],
  ['a left-to-right mark', '\u200e'],
  ['a right-to-left mark', '\u200f'],
  ['a word joiner', '\u2060'],
  ['a byte order mark', '\ufeff'],
  ['a Hangul filler', '\u3164'],
  ['the blank of Braille', '\u2800'],
  ['a tag', '\u{e0041}'],
  ['half a character', '\ud83d'],
  ['ZWJ between Latin letters', '\u200d'],
  ['ZWNJ between Latin letters', '\u200c'],
  ['a variation selector', '\ufe0f'],
  ...[0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069].map(
    (bidi) => [`U+${bidi.toString(16)}`, String.fromCodePoint(bidi)] as const,
  ),
];

test.each(HIDDEN)('%s is hidden', (_, character) => {
  expect(hasHiddenCharacters(`Da${character}na`)).toBe(true);
});

test.each(['علی\u200c', '\u200cعلی', 'می\u200c\u200cخواهم'])('%j joins nothing', (name) => {
  expect(hasHiddenCharacters(name)).toBe(true);
});

test.each([
  'Zoë Whitfield-O’Brien, Jr. (unit 4) & Søn #2',
  'Nguyễn Thị Hà',
  '李小龍 様',
  '葛\u{e0100}城',
  'אבי כהן',
  'محمد علی',
  'می\u200cخواهم',
  'क्\u200dष',
  'ක්\u200dරිස්',
  'Plumbing 👩\u200d🔧 🇨🇦 ❤\ufe0f 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  'non\u00a0breaking',
])('%s can be seen', (name) => {
  expect(hasHiddenCharacters(name)).toBe(false);
});

const FIELDS = [
  [UpsertContact, 'name', 200],
  [ImportContact, 'name', 200],
  [UpsertEmployee, 'name', 200],
  [ImportEmployee, 'name', 200],
  [UpsertJob, 'jobType', 100],
  [ImportJob, 'jobType', 100],
  [UpsertJobType, 'title', 200],
  [CreateTenant, 'name', 100],
  [CreateUser, 'name', 100],
  [CreateApiKey, 'name', 100],
] as const;

/** What becomes of a field's value: kept how, and what is wrong with it. */
function readField(Class: new () => object, field: string, value: unknown) {
  const command = plainToInstance(Class, { [field]: value });
  const error = validateSync(command).find(({ property }) => property === field);
  const codes = Object.values(error?.contexts ?? {}).map(({ code }: { code: string }) => code);
  return { kept: Reflect.get(command, field) as unknown, broken: error?.constraints, codes };
}

describe.each(FIELDS)('%p %s', (Class, field, max) => {
  const read = (value: unknown) => readField(Class, field, value);

  test('is kept composed and without space around it', () => {
    expect(read(' \tZoe\u0308 \u00a0\ufeff')).toEqual({
      kept: 'Zoë',
      broken: undefined,
      codes: [],
    });
  });

  test('has no characters that nobody sees', () => {
    const { broken, codes } = read('Da\u202ena');
    expect(Object.keys(broken ?? {})).toEqual(['isVisible']);
    expect(broken?.['isVisible']).toMatch(new RegExp(`^${field} must not have line breaks`));
    expect(codes).toEqual([HIDDEN_CHARACTERS]);
  });

  test.each(['', ' ', '\u00a0', 'x'.repeat(max + 1), 7, {}])('is not %j', (value) => {
    expect(read(value).broken).toBeDefined();
  });
});

const LINES = [
  [UpsertContact, 'customerType', 100],
  [UpsertContact, 'class', 100],
  [UpsertContact, 'postalCode', 20],
  [ImportContact, 'customerType', 100],
  [UpsertJob, 'address', 500],
  [UpsertJob, 'class', 100],
  [UpsertJob, 'series', 200],
  [UpsertJob, 'technicianId', 250],
  [ImportJob, 'address', 500],
] as const;

describe.each(LINES)('%p %s', (Class, field, max) => {
  const read = (value: unknown) => readField(Class, field, value);

  test('is kept composed and without space around it, cleared or empty', () => {
    expect(read(' Cafe\u0301 4 ')).toEqual({ kept: 'Café 4', broken: undefined, codes: [] });
    expect(read('')).toEqual({ kept: '', broken: undefined, codes: [] });
    expect(read(null)).toEqual({ kept: null, broken: undefined, codes: [] });
  });

  test.each(['a\nb', 'a\u200bb', 'a\u202eb', 'a\0b'])(
    'has nothing that nobody sees: %j',
    (value) => {
      expect(read(value).codes).toEqual([HIDDEN_CHARACTERS]);
    },
  );

  test('has its length', () => {
    expect(read('x'.repeat(max)).broken).toBeUndefined();
    expect(Object.keys(read('x'.repeat(max + 1)).broken ?? {})).toEqual(['maxLength']);
  });
});

describe.each([ImportContact, ImportEmployee, ImportJob, ImportConsent])(
  '%p externalId',
  (Class) => {
    test.each(['C-1', ' 7 ', 'Zoe\u0308', '李-4'])('%j is kept as it came', (value) => {
      expect(readField(Class, 'externalId', value)).toEqual({
        kept: value,
        broken: undefined,
        codes: [],
      });
      expect(faultOfExternalId(value)).toBeUndefined();
    });

    test.each(['C\u200b-1', '\ufeffC-1', 'C-1\n', '\u202e1-C'])(
      '%j can not be seen whole',
      (value) => {
        expect(readField(Class, 'externalId', value).codes).toEqual([HIDDEN_CHARACTERS]);
        expect(faultOfExternalId(value)).toMatchObject({
          field: 'externalId',
          code: HIDDEN_CHARACTERS,
        });
      },
    );

    test.each(['', 'x'.repeat(201)])('%j is none', (value) => {
      expect(readField(Class, 'externalId', value).broken).toBeDefined();
      expect(faultOfExternalId(value)?.field).toBe('externalId');
    });
  },
);
