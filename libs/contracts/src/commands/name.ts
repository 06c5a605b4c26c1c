import { Transform } from 'class-transformer';
import { IsString, MaxLength, MinLength, ValidateBy } from 'class-validator';

/** The code of the error about a name with characters that nobody sees. */
export const HIDDEN_CHARACTERS = 'hidden_characters';

/** Scripts in which ZWNJ and ZWJ decide how the letters beside them look: Persian, Hindi, Sinhala and others. */
const JOINING = 'Arab Beng Deva Gujr Guru Knda Mlym Mong Mymr Orya Sinh Syrc Taml Telu'
  .split(' ')
  .map((script) => String.raw`\p{scx=${script}}`)
  .join('');

/**
 * Emoji as a whole, joiners and tags included; one ZWNJ or ZWJ between letters of those scripts; and the
 * choice among the forms of a Chinese character, as Japanese names have it.
 */
const NEEDED = new RegExp(
  [
    String.raw`\p{RGI_Emoji}`,
    String.raw`(?<=[${JOINING}])[\u200c\u200d](?=[${JOINING}])`,
    String.raw`(?<=\p{sc=Han})\p{Variation_Selector}`,
  ].join('|'),
  'gv',
);

/**
 * Controls and line breaks, half characters, and what Unicode says isn't shown: zero-width characters, the
 * directions of bidirectional text, soft hyphens, fillers, tags. The blank of Braille looks like a space.
 */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]/u;

/** A name as it is kept: composed (NFC), without the space around it. */
export function normalName(text: string): string {
  return text.normalize('NFC').trim();
}

/** Whether a text has characters that nobody sees, or that turn the text beside them around. */
export function hasHiddenCharacters(text: string): boolean {
  return HIDDEN.test(text) && HIDDEN.test(text.replace(NEEDED, ''));
}

/** How many characters of a text can be seen: neither space nor hidden. */
export function visibleLength(text: string): number {
  return [...text].filter((character) => character.trim() !== '' && !HIDDEN.test(character)).length;
}

/** What is wrong with a name in which there are some. */
export const hiddenCharacters = (field: string) => ({
  field,
  code: HIDDEN_CHARACTERS,
  message: `${field} must not have line breaks, control characters or invisible characters`,
});

/** A text that is compared with names: as they are kept. */
export const AsName = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map(asName) : asName(value),
  );

function asName(value: unknown): unknown {
  return typeof value === 'string' ? normalName(value) : value;
}

/** What people are called, businesses and kinds of job: 1 to `max` UTF-16 units that can be seen, kept as `normalName` has it. */
export function IsName(max: number, options: { readonly each?: boolean } = {}): PropertyDecorator {
  const rules = [
    AsName(),
    IsVisible(max, options),
    MaxLength(max, options),
    MinLength(1, options),
    IsString(options),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

/** What stands in one line and can be seen, an address or a type: up to `max` UTF-16 units, kept as `normalName` has it. */
export function IsLine(max: number): PropertyDecorator {
  const rules = [AsName(), IsVisible(max), MaxLength(max), IsString()];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

export const EXTERNAL_ID_MAX = 200;

/** What a business's own program calls a record: 1 to 200 UTF-16 units that can be seen, kept as they came. */
export function IsExternalId(): PropertyDecorator {
  const rules = [IsVisible(EXTERNAL_ID_MAX), MaxLength(EXTERNAL_ID_MAX), MinLength(1), IsString()];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

/** What is wrong with an external id that a path names; undefined when nothing is. */
export function faultOfExternalId(
  externalId: string,
): { field: string; code?: string; message: string } | undefined {
  const field = 'externalId';
  if (externalId === '' || externalId.length > EXTERNAL_ID_MAX)
    return { field, message: `${field} must have 1 to ${EXTERNAL_ID_MAX} characters` };
  return hasHiddenCharacters(externalId) ? hiddenCharacters(field) : undefined;
}

function IsVisible(max: number, options: { readonly each?: boolean } = {}): PropertyDecorator {
  return ValidateBy(
    {
      name: 'isVisible',
      validator: {
        // One that is too long is refused as such, and not looked through.
        validate: (value) =>
          typeof value === 'string' && (value.length > max || !hasHiddenCharacters(value)),
        defaultMessage: () => hiddenCharacters('$property').message,
      },
    },
    { ...options, context: { code: HIDDEN_CHARACTERS } },
  );
}
