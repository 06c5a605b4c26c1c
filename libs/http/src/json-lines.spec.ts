import { describe, expect, test } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IMPORT_MAX_LINES, importJsonLines, type LineResult } from './json-lines.js';
import { Problem } from './problem.js';

class Place {
  @IsString() street!: string;
}

class Visit {
  @IsString() externalId!: string;
  @IsOptional() @ValidateNested() @Type(() => Place) place?: Place;
  @IsOptional() @IsIn(['open', 'done'], { context: { code: 'unknown_status' } }) status?: string;
}

const store = async (records: readonly Visit[]): Promise<LineResult[]> =>
  records.map(({ externalId }) =>
    externalId === 'stale'
      ? {
          outcome: 'error',
          problem: new Problem({ code: 'stale_version', status: 409, detail: 'old' }),
        }
      : { outcome: 'created', id: `id-${externalId}` },
  );

const codeOf = async (content: string): Promise<string | undefined> => {
  const [answer] = await importJsonLines(content, Visit, store);
  return answer?.error?.code;
};

describe('importJsonLines', () => {
  test('answers every line by its number, blank ones passed over', async () => {
    const text =
      '{"externalId":"a"}\r\n\n  \n{"externalId":"b","status":"gone"}\n{"externalId":"stale"}\n';
    expect(await importJsonLines(text, Visit, store)).toEqual([
      { line: 1, externalId: 'a', outcome: 'created', id: 'id-a' },
      {
        line: 4,
        externalId: 'b',
        outcome: 'error',
        error: expect.objectContaining({ code: 'invalid_request' }),
      },
      {
        line: 5,
        externalId: 'stale',
        outcome: 'error',
        error: { code: 'stale_version', detail: 'old' },
      },
    ]);
  });

  test('of two lines with one external id the first counts', async () => {
    const text = '{"externalId":"a"}\n{"externalId":"a"}';
    const answers = await importJsonLines(text, Visit, store);
    expect(answers.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
      'created',
      'duplicate_external_id',
    ]);
  });

  test.each([
    ['{"externalId":', 'malformed_json'],
    ['[]', 'malformed_json'],
    ['null', 'malformed_json'],
    ['{}', 'invalid_request'],
    ['{"externalId":"a","place":{"street":7}}', 'invalid_request'],
    ['{"externalId":7}', 'invalid_request'],
    ['{"externalId":"a","colour":"red"}', 'invalid_request'],
    ['{"externalId":"a\\u0000"}', 'invalid_request'],
    ['{"externalId":"a\\ud800"}', 'invalid_request'],
    ['{"externalId":"a","__proto__":{"x":1}}', 'invalid_request'],
    ['{"externalId":"a"}', undefined],
  ])('%s → %s', async (content, code) => {
    expect(await codeOf(content)).toBe(code);
  });

  test('says which field is wrong, never its value', async () => {
    const [answer] = await importJsonLines('{"externalId":"a","status":"secret"}', Visit, store);
    expect(answer?.error?.detail).toMatch(/^status must be/);
    const message = answer?.error?.detail;
    expect(answer?.error?.errors).toEqual([{ field: 'status', code: 'unknown_status', message }]);
    expect(answer?.error?.detail).not.toContain('secret');
  });

  test('takes up to ten thousand lines', async () => {
    const lines = (count: number): string =>
      Array.from({ length: count }, (_, i) => `{"externalId":"${i}"}`).join('\n');
    expect(await importJsonLines(lines(IMPORT_MAX_LINES), Visit, store)).toHaveLength(
      IMPORT_MAX_LINES,
    );
    await expect(importJsonLines(lines(IMPORT_MAX_LINES + 1), Visit, store)).rejects.toMatchObject({
      code: 'too_many_lines',
    });
  });
});
