import { expect, test } from '@jest/globals';
import type { Access } from '../access/access.js';
import type { Permission } from '../access/permissions.js';
import { checkContext } from './field-code.access.js';

const having = (...permissions: Permission[]): Access =>
  ({ permissions: new Set(permissions) }) as unknown as Access;
const [PLAIN, NAMED] = ['On our way', 'On our way, {{customerName}}'] as const;

test.each<
  [string, { context?: object; contactId?: string }, string, Permission[], string | undefined]
>([
  ['no context', {}, PLAIN, [], undefined],
  ['no context', {}, NAMED, [], undefined],
  ['a job', { context: { jobId: 'ext:J-1' } }, PLAIN, ['jobs:read'], undefined],
  ['a job', { context: { jobId: 'ext:J-1' } }, PLAIN, ['contacts:read'], 'jobs:read'],
  ['a job', { context: { jobId: 'ext:J-1' } }, NAMED, ['jobs:read'], 'contacts:read'],
  ['a contact', { context: { contactId: 'ext:C-1' } }, PLAIN, ['jobs:read'], 'contacts:read'],
  [
    'both',
    { context: { jobId: 'ext:J-1', contactId: 'ext:C-1' } },
    PLAIN,
    ['jobs:read'],
    'contacts:read',
  ],
  ['whom it is for', { contactId: 'ext:C-1' }, PLAIN, [], undefined],
  ['whom it is for', { contactId: 'ext:C-1' }, NAMED, [], 'contacts:read'],
  ['whom it is for', { contactId: 'ext:C-1', context: {} }, NAMED, [], 'contacts:read'],
  ['whom it is for', { contactId: 'ext:C-1' }, NAMED, ['contacts:read'], undefined],
])('%s (%o) in %j by somebody with %j lacks %s', (_, about, body, permissions, missing) => {
  const check = (): void => checkContext(having(...permissions), { body, ...about });
  if (missing === undefined) expect(check).not.toThrow();
  else
    expect(check).toThrow(
      expect.objectContaining({
        code: 'forbidden',
        extras: expect.objectContaining({ permission: missing }),
      }),
    );
});
