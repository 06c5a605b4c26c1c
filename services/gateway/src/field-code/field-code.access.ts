import { codesMeantIn, sourceOf } from '@fieldline/sms';
import { permissionMissing } from '../access/access.errors.js';
import type { Access } from '../access/access.js';
import { contextOf } from './field-code.context.js';
import type { WrittenText } from './field-code.service.js';

/** Field codes show what stands in a record: only to those who may read it. @throws forbidden */
export function checkContext({ permissions }: Access, text: WrittenText): void {
  const context = contextOf(text);
  if (!context) return;
  if (context.jobId !== undefined && !permissions.has('jobs:read'))
    throw permissionMissing('jobs:read');
  // Also that of whom a visit is for, and that of whom the text is for.
  const showsCustomer = [...codesMeantIn(text.body)].some((code) => sourceOf(code) === 'customer');
  if ((context.contactId !== undefined || showsCustomer) && !permissions.has('contacts:read'))
    throw permissionMissing('contacts:read');
}
