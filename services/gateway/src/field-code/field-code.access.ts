import type { MessageContext } from '@fieldline/contracts';
import { permissionMissing } from '../access/access.errors.js';
import type { Access } from '../access/access.js';

/** Field codes show what stands in a record: only to those who may read it. @throws forbidden */
export function checkContext({ permissions }: Access, context: MessageContext | undefined): void {
  if (context?.jobId !== undefined && !permissions.has('jobs:read'))
    throw permissionMissing('jobs:read');
  if (context?.contactId !== undefined && !permissions.has('contacts:read'))
    throw permissionMissing('contacts:read');
}
