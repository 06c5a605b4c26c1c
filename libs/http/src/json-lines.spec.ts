import { describe, expect, test } from '@jest/globals';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, ValidateNested } from 'class-validator';
import { IMPORT_MAX_LINES, importJsonLines, type LineResult } from './json-lines.js';
import { Problem } from './problem.js';
import { invalidRequest } from './problems.js';

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
  const [answer] = await importJsonLines(content, Visit, { write: store });
  return answer?.error?.code;
};

describe('importJsonLines', () => {
  test('answers every line by its number, blank ones passed over', async () => {
    const text =
      '{"externalId":"a"}\r\n\n  \n{"externalId":"b","status":"gone"}\n{"externalId":"stale"}\n';
    expect(await importJsonLines(text, Visit, { write: store })).toEqual([
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
    const answers = await importJsonLines(text, Visit, { write: store });
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
    const [answer] = await importJsonLines('{"externalId":"a","status":"secret"}', Visit, {
      write: store,
    });
    expect(answer?.error?.detail).toMatch(/^status must be/);
    const message = answer?.error?.detail;
    expect(answer?.error?.errors).toEqual([{ field: 'status', code: 'unknown_status', message }]);
    expect(answer?.error?.detail).not.toContain('secret');
  });

  test('a line hears of all that is wrong with it at once, each with its field', async () => {
    const heard: object[] = [];
    const unknown = new Problem({
      code: 'unknown_place',
      status: 422,
      detail: 'no such place',
      errors: [{ field: 'place', message: 'no such place' }],
    });
    const missing = invalidRequest(
      ['status', 'time'].map((field) => ({ field, message: `${field} is needed` })),
    );
    const text = [
      '{"externalId":"a","status":"gone","colour":"red","size":4,"place":{"street":"Elm"}}',
      '{"externalId":"b"}',
      '{"externalId":"b","place":{"street":"Oak"}}',
      '{"externalId":"c","place":{"street":"a\\u0000"},"status":"done\\ud800"}',
      '{"externalId":',
    ].join('\n');
    const answers = await importJsonLines(text, Visit, {
      write: store,
      check: async (records) => {
        heard.push(...records);
        return records.map(({ place }) => (place ? [unknown, missing] : []));
      },
    });
    const faults = answers.map(({ error }) =>
      error?.errors?.map(({ field, code }) => (code === undefined ? field : `${field}: ${code}`)),
    );
    expect(answers.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
      'invalid_request',
      'created',
      'invalid_request',
      'invalid_request',
      'malformed_json',
    ]);
    expect(faults).toEqual([
      [
        'colour: unknown_field',
        'size: unknown_field',
        'status: unknown_status',
        'place: unknown_place',
        'time',
      ],
      undefined,
      ['externalId: duplicate_external_id', 'place: unknown_place', 'status', 'time'],
      ['status: unknown_status', 'street', 'place: unknown_place', 'time'],
      undefined,
    ]);
    expect(heard).toEqual([
      { externalId: 'a', place: { street: 'Elm' } },
      { externalId: 'b', place: { street: 'Oak' } },
      { externalId: 'c', place: { street: 'a\0' } },
    ]);
  });

  test('is checked no further while no line is refused', async () => {
    const check = () => Promise.reject(new Error('asked'));
    await expect(
      importJsonLines('{"externalId":"a"}', Visit, { write: store, check }),
    ).resolves.toHaveLength(1);
  });

  test.each([
    ['a byte order mark', '\ufeff{"externalId":"a"}\n{"externalId":"b"}', ['created', 'created']],
    ['CRLF', '{"externalId":"a"}\r\n{"externalId":"b"}\r\n', ['created', 'created']],
    ['no last line break', '{"externalId":"a"}\n{"externalId":"b"}', ['created', 'created']],
    ['a broken last line', '{"externalId":"a"}\n{"externalId":"b', ['created', 'malformed_json']],
    ['an array', '[{"externalId":"a"},\n{"externalId":"b"}]', ['malformed_json', 'malformed_json']],
    ['nothing', '', []],
    ['blank lines', '\r\n \n\ufeff\n', []],
  ])('%s', async (_, text, outcomes) => {
    const answers = await importJsonLines(text, Visit, { write: store });
    expect(answers.map(({ outcome, error }) => error?.code ?? outcome)).toEqual(outcomes);
  });

  test('a line that nests beyond reason stops no other', async () => {
    const deep = `{"externalId":"a","place":${'{"place":'.repeat(20_000)}1${'}'.repeat(20_001)}`;
    const answers = await importJsonLines(`${deep}\n{"externalId":"b"}`, Visit, { write: store });
    expect(answers.map(({ outcome, error }) => error?.code ?? outcome)).toEqual([
      'malformed_json',
      'created',
    ]);
  });

  test('takes up to ten thousand lines', async () => {
    const lines = (count: number): string =>
      Array.from({ length: count }, (_, i) => `{"externalId":"${i}"}`).join('\n');
    expect(await importJsonLines(lines(IMPORT_MAX_LINES), Visit, { write: store })).toHaveLength(
      IMPORT_MAX_LINES,
    );
    await expect(
      importJsonLines(lines(IMPORT_MAX_LINES + 1), Visit, { write: store }),
    ).rejects.toMatchObject({
      code: 'too_many_lines',
    });
  });
});
