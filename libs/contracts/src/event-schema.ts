import {
  ARRAY_MAX_SIZE,
  getMetadataStorage,
  IS_BOOLEAN,
  IS_IN,
  IS_INT,
  IS_ISO8601,
  IS_OPTIONAL,
  IS_PHONE_NUMBER,
  IS_STRING,
  IS_UUID,
  MATCHES,
  MAX,
  MAX_LENGTH,
  MIN,
  MIN_LENGTH,
} from 'class-validator';
import type { EventMeta } from './event-type.js';
import { itemsOf, partOf } from './items-of.js';

type JsonType = 'string' | 'integer' | 'boolean' | 'array' | 'object';

export interface PropertySchema {
  readonly type: JsonType | readonly [JsonType, 'null'];
  readonly [keyword: string]: unknown;
}

/** A JSON Schema (2020-12) of an event's payload. */
export interface EventSchema {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
  readonly type: 'object';
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required: readonly string[];
  readonly examples: readonly object[];
}

type Rule = ReturnType<
  ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']
>[number];
type Keywords = Readonly<Record<string, unknown>>;

/** What each validator says in JSON Schema, by class-validator's name for it. */
const KEYWORDS_BY_VALIDATOR = new Map<string, (constraint: unknown) => Keywords>([
  [IS_STRING, () => ({ type: 'string' })],
  [IS_INT, () => ({ type: 'integer' })],
  [IS_BOOLEAN, () => ({ type: 'boolean' })],
  [IS_UUID, () => ({ type: 'string', format: 'uuid' })],
  [IS_ISO8601, () => ({ type: 'string', format: 'date-time' })],
  [IS_PHONE_NUMBER, () => ({ type: 'string', pattern: String.raw`^\+[1-9]\d{1,14}$` })],
  [MATCHES, (pattern) => ({ type: 'string', pattern: (pattern as RegExp).source })],
  [IS_IN, (words) => ({ type: 'string', enum: words })],
  [MIN, (minimum) => ({ minimum })],
  [MAX, (maximum) => ({ maximum })],
  [MIN_LENGTH, (minLength) => ({ minLength })],
  [MAX_LENGTH, (maxLength) => ({ maxLength })],
  [ARRAY_MAX_SIZE, (maxItems) => ({ type: 'array', maxItems })],
]);

/**
 * Describes an event's payload from its validators. Properties that it doesn't name are allowed,
 * as they are by the validators: a newer publisher may add some.
 * @throws Error naming the property whose rules have no words in JSON Schema here
 */
export function eventSchema(meta: EventMeta): EventSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:fieldline:event:${meta.type}`,
    title: meta.Class.name,
    ...objectSchema(meta.type, meta.Class),
    examples: [meta.example],
  };
}

function objectSchema(
  where: string,
  Class: new () => object,
): Pick<EventSchema, 'type' | 'properties' | 'required'> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(Class, '', false, false);
  const byProperty = Map.groupBy(rules, (rule) => rule.propertyName);
  const properties = [...byProperty].map(([name, rules]) => {
    const Part = partOf(Class, name);
    if (Part) return [name, partSchema(where, rules, Part)] as const;
    const items = itemsOf(Class, name);
    return [name, propertySchema(`${where}, ${name}`, rules, items)] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: [...byProperty.keys()],
  };
}

/** An object of a shape of its own, or null where it is optional. */
function partSchema(where: string, rules: readonly Rule[], Part: new () => object): PropertySchema {
  const { type, ...shape } = objectSchema(where, Part);
  const isOptional = rules.some((rule) => rule.name === IS_OPTIONAL);
  return { type: isOptional ? [type, 'null'] : type, ...shape };
}

/** An optional property of an event is `T | null`: present, perhaps null. */
function propertySchema(
  where: string,
  rules: readonly Rule[],
  Items?: new () => object,
): PropertySchema {
  const nullable = rules.some((rule) => rule.name === IS_OPTIONAL);
  // Decorators run from the last to the first.
  const own = rules.filter((rule) => rule.name !== IS_OPTIONAL).toReversed();
  const ofItems = own.filter((rule) => rule.each);
  const { type, ...keywords } = typed(
    where,
    own.filter((rule) => !rule.each),
  );
  if ((type === 'array') !== ofItems.length > 0)
    throw new Error(`${where}: a list needs a largest size and rules for each of its items`);
  const items = (): object => (Items ? objectSchema(where, Items) : typed(where, ofItems));
  const all = type === 'array' ? { ...keywords, items: items() } : keywords;
  return nullable ? { type: [type, 'null'], ...withNull(all) } : { type, ...all };
}

function typed(where: string, rules: readonly Rule[]): { type: JsonType } {
  const parts = rules.map((rule) => keywordsOf(where, rule));
  const { type, ...keywords } = Object.assign({}, ...parts) as { type?: JsonType };
  if (!type) throw new Error(`${where}: no validator says its type`);
  return { type, ...keywords };
}

function keywordsOf(where: string, rule: Rule): Keywords {
  const validator = rule.name ?? rule.type;
  const keywords = KEYWORDS_BY_VALIDATOR.get(validator);
  if (!keywords) throw new Error(`${where}: ${validator} is unknown to the event schemas`);
  // Unset, in spite of its type, when a rule has other options.
  const groups = rule.groups as readonly string[] | undefined;
  if (rule.validateIf || (groups?.length ?? 0) > 0)
    throw new Error(`${where}: the options of ${validator} are unknown to the event schemas`);
  return keywords((rule.constraints as unknown[] | undefined)?.[0]);
}

function withNull(keywords: Keywords): Keywords {
  return Array.isArray(keywords['enum'])
    ? { ...keywords, enum: [...(keywords['enum'] as unknown[]), null] }
    : keywords;
}
