import { expect, test } from '@jest/globals';
import type { Access } from '../access/access.js';
import type { Permission } from '../access/permissions.js';
import { checkContext } from './field-code.access.js';

const having = (...permissions: Permission[]): Access =>
  ({ permissions: new Set(permissions) }) as unknown as Access;

test.each<[string, object | undefined, Permission[], string | undefined]>([
  ['no context', undefined, [], undefined],
  ['a job', { jobId: 'ext:J-1' }, ['jobs:read'], undefined],
  ['a job', { jobId: 'ext:J-1' }, ['contacts:read'], 'jobs:read'],
  ['a contact', { contactId: 'ext:C-1' }, ['jobs:read'], 'contacts:read'],
  ['both', { jobId: 'ext:J-1', contactId: 'ext:C-1' }, ['jobs:read'], 'contacts:read'],
])('%s (%o) by somebody with %j lacks %s', (_, context, permissions, missing) => {
  const check = (): void => checkContext(having(...permissions), context);
  if (missing === undefined) expect(check).not.toThrow();
  else
    expect(check).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        extras: expect.objectContaining({ permission: missing }),
      }),
    );
});
