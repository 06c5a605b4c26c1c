import { ROLES } from '@fieldline/contracts';
import { describe, expect, test } from '@jest/globals';
import { permissionMissing } from './access.errors.js';
import {
  mayAssign,
  needsTenant,
  PLATFORM_PERMISSIONS,
  ROLE_PERMISSIONS,
  rolesWith,
  TENANT_PERMISSIONS,
} from './permissions.js';

describe('a role', () => {
  test('of the platform may everything, and alone what is the platform’s', () => {
    const all = [...TENANT_PERMISSIONS, ...PLATFORM_PERMISSIONS, 'me:read'];
    expect([...ROLE_PERMISSIONS.operator].toSorted()).toEqual(all.toSorted());
    for (const role of ROLES.filter((role) => role !== 'operator'))
      for (const permission of PLATFORM_PERMISSIONS)
        expect(ROLE_PERMISSIONS[role].has(permission)).toBe(false);
  });

  test('of a business may, from technician to owner, more and more', () => {
    const { owner, admin, agent, technician, readonly } = ROLE_PERMISSIONS;
    expect(owner).toEqual(new Set([...TENANT_PERMISSIONS, 'me:read']));
    expect(admin).toEqual(owner);
    for (const [more, less] of [
      [admin, agent],
      [agent, readonly],
      [agent, technician],
    ] as const)
      expect([...less].filter((permission) => !more.has(permission))).toEqual([]);
    expect([...agent].filter((permission) => /^(users|api_keys):/.test(permission))).toEqual([
      'users:read',
    ]);
  });

  test('that only looks writes nothing', () => {
    for (const role of ['readonly', 'technician'] as const)
      expect([...ROLE_PERMISSIONS[role]].filter((p) => !p.endsWith(':read'))).toEqual([]);
  });

  test('gives away no more than it has', () => {
    expect(ROLES.filter((role) => mayAssign('owner', role))).toEqual(
      ROLES.filter((role) => role !== 'operator'),
    );
    expect(mayAssign('admin', 'admin')).toBe(true);
    expect(mayAssign('admin', 'owner')).toBe(false);
    expect(ROLES.filter((role) => mayAssign('agent', role))).toEqual([]);
    expect(ROLES.some((role) => mayAssign(role, 'operator'))).toBe(false);
  });
});

test('who lacks a permission hears which roles have it', () => {
  expect(rolesWith('users:write')).toEqual(['operator', 'owner', 'admin']);
  expect(rolesWith('tenants:write')).toEqual(['operator']);
  expect(rolesWith('me:read')).toEqual(ROLES);
  expect(permissionMissing('users:write')).toMatchObject({
    code: 'forbidden',
    status: 403,
    detail: expect.stringContaining(
      'users:write. It comes with the role operator, owner, or admin',
    ),
    extras: { permission: 'users:write', roles: ['operator', 'owner', 'admin'] },
  });
});

test('what is a business’s needs a business', () => {
  expect(TENANT_PERMISSIONS.filter((permission) => !needsTenant(permission))).toEqual([
    'tenant:read',
  ]);
  expect(needsTenant('balance:adjust')).toBe(true);
  expect(needsTenant('tenants:write')).toBe(false);
});
