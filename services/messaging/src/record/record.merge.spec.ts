import { describe, expect, test } from '@jest/globals';
import { mergeRecord } from './record.merge.js';

interface Fields {
  readonly name: string;
  readonly class: string | null;
  readonly smsNumber: string | null;
  readonly sourceVersion: number | null;
}

const stored: Fields = {
  name: 'Dana Whitfield',
  class: 'residential',
  smsNumber: '+13125550188',
  sourceVersion: 7,
};

describe('mergeRecord', () => {
  test('an omitted field keeps its value, null clears it', () => {
    const change = { class: null, name: 'Dana W.', smsNumber: undefined };
    expect(mergeRecord(stored, change)).toEqual({
      outcome: 'updated',
      fields: { ...stored, class: null, name: 'Dana W.' },
      changed: ['class', 'name'],
    });
  });

  test('the same again is unchanged', () => {
    expect(mergeRecord(stored, { ...stored, sourceVersion: 7 }).outcome).toBe('unchanged');
    expect(mergeRecord(stored, {}).outcome).toBe('unchanged');
  });

  test('an older source version changes nothing', () => {
    expect(mergeRecord(stored, { name: 'Old', sourceVersion: 6 })).toEqual({
      outcome: 'stale',
      storedVersion: 7,
    });
  });

  test('a newer source version is kept even when nothing else changed', () => {
    expect(mergeRecord(stored, { sourceVersion: 8 })).toEqual({
      outcome: 'updated',
      fields: { ...stored, sourceVersion: 8 },
      changed: ['sourceVersion'],
    });
  });
});
