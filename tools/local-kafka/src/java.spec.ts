import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava, javaVersion } from './java.js';

describe('javaVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_412"', 8],
    ['openjdk version "26" 2026-03-17', 26],
    ['openjdk version "21-ea" 2023-09-19', 21],
    ['no such thing', undefined],
  ])('reads %s', (said, version) => {
    expect(javaVersion(said)).toBe(version);
  });
});

describe('findJava', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'java-'));
    await mkdir(join(home, 'bin'));
    const script = `#!/bin/sh\necho 'openjdk version "11.0.2" 2019-01-15' >&2\n`;
    await writeFile(join(home, 'bin', 'java'), script, { mode: 0o755 });
  });
  afterAll(() => rm(home, { recursive: true }));

  it('says where it looked when there is none', () => {
    expect(() => findJava({ JAVA_HOME: '/nowhere' })).toThrow(
      'Kafka needs Java 17 or newer. JAVA_HOME is /nowhere, but there is none.',
    );
    expect(() => findJava({ PATH: '/nowhere' })).toThrow('On the path there is none.');
  });

  it('refuses an older one', () => {
    expect(() => findJava({ JAVA_HOME: home, PATH: process.env.PATH })).toThrow(
      'there is Java 11.',
    );
  });
});
