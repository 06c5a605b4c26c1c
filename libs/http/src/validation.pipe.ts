import { holdsTaxNumber, isEventClass } from '@fieldline/contracts';
import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { FieldError } from './problem.js';
import { invalidRequest, malformedJson } from './problems.js';
import { refusePrototypeKeys } from './prototype-keys.js';

const MAX_ERRORS = 50;
const MAX_LENGTH = 200;
/** Stands for names that no class of ours has: they are the caller's, and may hold anything. */
const UNKNOWN = '(unknown)';
/** What a misspelt name of ours looks like: it may be said, and can hold no number. */
const LIKE_OURS = /^[A-Za-z]{1,40}$/;
const NOT_KNOWN = 'whitelistValidation';

/**
 * Checks bodies and queries against their class: unknown fields and wrong types are refused, nothing
 * is converted implicitly, and every fault is named by its path, never by its value. A field that isn't known is
 * named only if it reads like one of ours: its name is a value of the caller's, too.
 */
export function validationPipe(): ValidationPipe {
  return new RequestPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    transformOptions: { enableImplicitConversion: false },
    validationError: { target: false, value: false },
    exceptionFactory: (errors) =>
      invalidRequest(eachOnce(errors.flatMap((e) => faults(e))).slice(0, MAX_ERRORS)),
  });
}

/** Events pass: the pipe also stands before event handlers, and a fact may carry fields we don't know yet. */
class RequestPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (isEventClass(metadata.metatype)) return value;
    if (metadata.type === 'body' && value === null) throw malformedJson('The body is empty.');
    const isInput = metadata.type === 'body' || metadata.type === 'query';
    if (isInput && typeof value === 'object' && value !== null) refusePrototypeKeys(value);
    return super.transform(value, metadata);
  }
}

/**
 * One for each field: what breaks several rules breaks the one that its class names first, which says what it
 * must be. Decorators are kept from the last to the first.
 */
export function faults(error: ValidationError, parent = ''): FieldError[] {
  if (error.constraints && NOT_KNOWN in error.constraints)
    return [unknownField(error.property, parent)];
  const path = parent + error.property;
  const own = Object.entries(error.constraints ?? {})
    .slice(-1)
    .map(([rule, message]) => ({
      field: path.slice(0, MAX_LENGTH),
      ...codeOf(error.contexts?.[rule]),
      message: message.slice(0, MAX_LENGTH),
    }));
  return [...own, ...(error.children ?? []).flatMap((child) => faults(child, `${path}.`))];
}

function unknownField(name: string, parent: string): FieldError {
  const field = `${parent}${LIKE_OURS.test(name) ? name : UNKNOWN}`.slice(-MAX_LENGTH);
  return holdsTaxNumber(name)
    ? {
        field,
        code: 'tax_number_in_key',
        message: 'A field’s name holds what reads as a tax number.',
      }
    : { field, code: 'unknown_field', message: 'There is no such field here.' };
}

/** Several that aren't known read alike. */
export function eachOnce(errors: readonly FieldError[]): FieldError[] {
  return [...new Map(errors.map((e) => [`${e.field} ${e.code} ${e.message}`, e])).values()];
}

/** A rule that programs decide by says its code as `context: { code }`. */
function codeOf(context: { code?: unknown } | undefined): Pick<FieldError, 'code'> {
  return typeof context?.code === 'string' ? { code: context.code } : {};
}
