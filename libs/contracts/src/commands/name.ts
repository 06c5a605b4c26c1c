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

/** What is wrong with a name in which there are some. */
export const hiddenCharacters = (field: string) => ({
  field,
  code: HIDDEN_CHARACTERS,
  message: `${field} must not have line breaks, control characters or invisible characters`,
});

/** A text that is compared with names: as they are kept. */
export const AsName = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? normalName(value) : value,
  );

/** What people are called, businesses and kinds of job: 1 to `max` UTF-16 units that can be seen, kept as `normalName` has it. */
export function IsName(max: number): PropertyDecorator {
  const rules = [AsName(), IsVisible(max), MaxLength(max), MinLength(1), IsString()];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

function IsVisible(max: number): PropertyDecorator {
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
    { context: { code: HIDDEN_CHARACTERS } },
  );
}
