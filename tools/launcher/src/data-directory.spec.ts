import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { EMBEDDED_LOG, openDataDirectory } from './data-directory.js';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'data-'));
});

afterEach(() => rmSync(parent, { recursive: true }));

test('is made, and opened again by the way it began with', () => {
  const dataDir = join(parent, 'a', 'b');
  expect(openDataDirectory(dataDir, 'Kafka')).toBe(dataDir);
  expect(openDataDirectory(dataDir, 'Kafka')).toBe(dataDir);
});

test('is refused to the other way, with its path and both ways named', () => {
  openDataDirectory(parent, EMBEDDED_LOG);
  const open = () => openDataDirectory(parent, 'Kafka');
  expect(open).toThrow(`The data in ${parent} has its events in ${EMBEDDED_LOG}`);
  expect(open).toThrow(/this start has them in Kafka.*DATA_DIR/);
});

test('without a note, but used before, is one with an embedded log', () => {
  writeFileSync(join(parent, 'secrets.json'), '{}');
  expect(() => openDataDirectory(parent, 'Kafka')).toThrow(EMBEDDED_LOG);
});
