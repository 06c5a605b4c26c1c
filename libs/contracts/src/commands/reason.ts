import { IsString, MaxLength, ValidateBy } from 'class-validator';
import { holdsTaxNumber } from '../tax-number.js';
import { visibleLength } from './name.js';

/** The code of the error about a reason that says nothing. */
export const BLANK_REASON = 'blank_reason';

/** Why somebody does something: up to `max` UTF-16 units, of which `min` characters or more can be seen. No tax number: it is kept for good. */
export function IsReason(max: number, min = 3): PropertyDecorator {
  const rules = [SaysSomething(max, min), HasNoTaxNumber(max), MaxLength(max), IsString()];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}

function SaysSomething(max: number, min: number): PropertyDecorator {
  return ValidateBy(
    {
      name: 'saysSomething',
      validator: {
        // One that is too long is refused as such, and not looked through.
        validate: (value) =>
          typeof value === 'string' && (value.length > max || visibleLength(value) >= min),
        defaultMessage: () =>
          `$property must have ${min === 1 ? 'a character' : `at least ${min} characters`} that can be seen`,
      },
    },
    { context: { code: BLANK_REASON } },
  );
}

function HasNoTaxNumber(max: number): PropertyDecorator {
  return ValidateBy(
    {
      name: 'hasNoTaxNumber',
      validator: {
        validate: (value) =>
          typeof value !== 'string' || value.length > max || !holdsTaxNumber(value),
        defaultMessage: () => '$property must not hold a tax number',
      },
    },
    { context: { code: 'tax_number' } },
  );
}
