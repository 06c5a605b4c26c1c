import { isZone } from '@fieldline/zones';
import { ValidateBy } from 'class-validator';

/** An IANA zone that has clocks of its own, as America/Chicago: no offset, and none of an engine's own names. */
export const IsZone = (): PropertyDecorator =>
  ValidateBy({
    name: 'isZone',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isZone(value),
      defaultMessage: () => '$property must be a zone like America/Chicago',
    },
  });
