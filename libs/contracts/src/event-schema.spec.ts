import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { plainToInstance } from 'class-transformer';
import {
  ArrayMaxSize,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsPhoneNumber,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateIf,
  validateSync,
} from 'class-validator';
import { eventDocuments } from './event-documents.js';
import { eventSchema } from './event-schema.js';
import type { EventClass, EventMeta } from './event-type.js';
import { ItemsOf } from './items-of.js';
import { eventCatalogue } from './index.js';

const DOCUMENTS = new URL('../../../docs/events/', import.meta.url);
const PHONE_NUMBER = /\+\d{8}|^[\d ().-]{8,}$/;

const catalogue = eventCatalogue();

function schemaValidator(meta: EventMeta): ValidateFunction {
  const ajv = new Ajv2020({ strict: true });
  formats.default(ajv);
  return ajv.compile(eventSchema(meta));
}

/** Both judges of a payload: what the services run, and what we publish. */
function judges(meta: EventMeta) {
  const matches = schemaValidator(meta);
  return (payload: object) => ({
    validators: validateSync(plainToInstance(meta.Class, payload)).length === 0,
    schema: matches(payload),
  });
}

const metaOf = (Class: EventClass): EventMeta =>
  ({ Class, type: 'tests.thing.happened.v1', example: {} }) as unknown as EventMeta;

describe.each(catalogue)('$type', (meta) => {
  const judge = judges(meta);
  const example = meta.example as Record<string, unknown>;
  const { properties } = eventSchema(meta);
  const names = [...new Set<string>([meta.key, meta.subject])];
  const isNullable = (property: string): boolean => Array.isArray(properties[property]?.type);

  test('is named <topic>.<fact>.v<n>', () => {
    expect(meta.type).toMatch(/^[a-z]+\.[a-z_]+\.[a-z_]+\.v[1-9]\d*$/);
    expect(meta.type.startsWith(`${meta.topic}.`)).toBe(true);
  });

  test('has an example that its validators and its schema accept', () => {
    expect(judge(example)).toEqual({ validators: true, schema: true });
  });

  test('documents every property of its example, and no other', () => {
    expect(Object.keys(properties).toSorted()).toEqual(Object.keys(example).toSorted());
  });

  test.each(Object.keys(properties))('refuses a wrong %s', (property) => {
    expect(judge({ ...example, [property]: {} })).toEqual({ validators: false, schema: false });
  });

  test.each(Object.keys(properties))('agrees with itself whether %s may be null', (property) => {
    const accepted = isNullable(property);
    const verdict = judge({ ...example, [property]: null });
    expect(verdict).toEqual({ validators: accepted, schema: accepted });
  });

  test.each(Object.keys(properties))('asks for %s to be present', (property) => {
    const { [property]: _, ...rest } = example;
    expect(judge(rest).schema).toBe(false);
  });

  test.each(names)('goes by %s, which is always set', (property) => {
    expect(properties).toHaveProperty([property]);
    expect(isNullable(property)).toBe(false);
    expect(example[property]).toEqual(expect.stringMatching(/./));
  });

  test.each(names)('goes by no phone number: %s', (property) => {
    expect(properties[property]).not.toHaveProperty('pattern');
    expect(example[property]).not.toMatch(PHONE_NUMBER);
  });

  test('says whether it carries a message body', () => {
    expect(meta.carriesBody ?? false).toBe(Object.hasOwn(properties, 'body'));
  });
});

describe('a schema', () => {
  test('says what the validators say', () => {
    class Thing {
      @IsInt() @Min(1) @Max(9) count!: number;
      @IsString() @MinLength(2) @MaxLength(5) word!: string;
      @IsOptional() @IsIn(['red', 'green']) colour!: string | null;
      @IsOptional() @IsISO8601() at!: string | null;
      @IsBoolean() done!: boolean;
      @IsPhoneNumber() from!: string;
      @ArrayMaxSize(3) @IsString({ each: true }) @MaxLength(5, { each: true }) words!: string[];
    }
    expect(eventSchema(metaOf(Thing))).toMatchObject({
      $id: 'urn:fieldline:event:tests.thing.happened.v1',
      title: 'Thing',
      properties: {
        count: { type: 'integer', minimum: 1, maximum: 9 },
        word: { type: 'string', minLength: 2, maxLength: 5 },
        colour: { type: ['string', 'null'], enum: ['red', 'green', null] },
        at: { type: ['string', 'null'], format: 'date-time' },
        done: { type: 'boolean' },
        from: { type: 'string', pattern: String.raw`^\+[1-9]\d{1,14}$` },
        words: { type: 'array', maxItems: 3, items: { type: 'string', maxLength: 5 } },
      },
      required: ['count', 'word', 'colour', 'at', 'done', 'from', 'words'],
    });
  });

  test('keeps the limits of a class', () => {
    class Thing {
      @IsInt() @Min(1) @Max(9) count!: number;
      @IsString() @MinLength(2) @MaxLength(5) word!: string;
      @IsPhoneNumber() from!: string;
      @ArrayMaxSize(2) @IsString({ each: true }) words!: string[];
    }
    const judge = judges(metaOf(Thing));
    const right = { count: 9, word: 'three', from: '+13125550123', words: ['a'] };
    expect(judge(right)).toEqual({ validators: true, schema: true });
    const wrong = [{ count: 0 }, { count: 10 }, { count: 1.5 }, { word: 'a' }, { word: 'eleven' }];
    const lists = [{ words: ['a', 'b', 'c'] }, { words: [1] }, { words: 'a' }];
    for (const change of [...wrong, ...lists, { from: '312 555 0123' }])
      expect(judge({ ...right, ...change })).toEqual({ validators: false, schema: false });
  });

  test('says what the items of a list are, and keeps their limits', () => {
    class Part {
      @IsInt() @Min(1) count!: number;
      @IsOptional() @IsString() word!: string | null;
    }
    class Thing {
      @ItemsOf(Part, 2) parts!: Part[];
      @IsOptional() @ItemsOf(Part, 2) more!: Part[] | null;
    }
    const item = {
      type: 'object',
      properties: {
        count: { type: 'integer', minimum: 1 },
        word: { type: ['string', 'null'] },
      },
      required: ['count', 'word'],
    };
    expect(eventSchema(metaOf(Thing)).properties).toEqual({
      parts: { type: 'array', maxItems: 2, items: item },
      more: { type: ['array', 'null'], maxItems: 2, items: item },
    });
    const judge = judges(metaOf(Thing));
    const part = { count: 1, word: null };
    const right = { parts: [part], more: null };
    expect(judge(right)).toEqual({ validators: true, schema: true });
    const wrong = [[part, part, part], [{ ...part, count: 0 }], [1], [null], 'x', part, null];
    for (const parts of wrong)
      expect(judge({ ...right, parts })).toEqual({ validators: false, schema: false });
  });

  class Email {
    @IsEmail() address!: string;
  }
  class List {
    @IsString({ each: true }) words!: string[];
  }
  class ListOfAnything {
    @ArrayMaxSize(3) words!: unknown[];
  }
  class Sometimes {
    @ValidateIf(() => true) @IsString() word!: string;
  }
  class Grouped {
    @IsString({ groups: ['imports'] }) word!: string;
  }
  class Untyped {
    @MaxLength(5) word!: string;
  }

  test.each([
    [Email, 'tests.thing.happened.v1, address: isEmail is unknown to the event schemas'],
    [List, 'tests.thing.happened.v1, words: no validator says its type'],
    [ListOfAnything, 'tests.thing.happened.v1, words: a list needs a largest size and rules'],
    [Sometimes, 'tests.thing.happened.v1, word: conditionalValidation is unknown'],
    [Grouped, 'tests.thing.happened.v1, word: the options of isString are unknown'],
    [Untyped, 'tests.thing.happened.v1, word: no validator says its type'],
  ])('is refused for rules it has no words for: %p', (Class, fault) => {
    expect(() => eventSchema(metaOf(Class))).toThrow(fault);
  });
});

describe('the catalogue', () => {
  test('has every file of events: export a new one from index.ts', () => {
    const index = readFileSync(new URL('index.ts', import.meta.url), 'utf8');
    const files = readdirSync(new URL('events/', import.meta.url));
    const missing = files.filter(
      (file) => !index.includes(`export * from './events/${file.replace(/\.ts$/, '.js')}'`),
    );
    expect(missing).toEqual([]);
  });

  test('is what docs/events says; refresh it by: npm run docs:events -w libs/contracts', () => {
    const files = readdirSync(DOCUMENTS).filter((file) => file.endsWith('.json'));
    const committed = files.map((file) => [file, readFileSync(new URL(file, DOCUMENTS), 'utf8')]);
    expect(Object.fromEntries(committed)).toEqual(eventDocuments(catalogue));
  });
});
