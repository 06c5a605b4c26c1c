import { ValidateIf } from 'class-validator';

/** The field may be left out, but isn't null: `IsOptional` lets null through, for fields that it clears. */
export const MayBeOmitted = (): PropertyDecorator =>
  ValidateIf((_command, value) => value !== undefined);
