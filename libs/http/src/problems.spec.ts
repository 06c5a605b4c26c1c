import { describe, expect, test } from '@jest/globals';
import { Problem } from './problem.js';
import { invalidRequest, together } from './problems.js';

const ofField = (code: string, field: string): Problem =>
  new Problem({ code, status: 422, detail: code, errors: [{ field, message: code }] });

describe('problems of one request together', () => {
  test('a single one is itself', () => {
    const problem = ofField('unknown_contact', 'contactId');
    expect(together([problem])).toBe(problem);
  });

  test('are all their faults, each with its code and field', () => {
    const stale = new Problem({ code: 'stale_version', status: 409, detail: 'old' });
    const faults = invalidRequest([
      { field: 'name', code: 'hidden_characters', message: 'hidden' },
      { field: 'class', message: 'too long' },
    ]);
    const { code, status, errors } = together([faults, ofField('no_number', 'number'), stale]);
    expect({ code, status, errors }).toEqual({
      code: 'invalid_request',
      status: 400,
      errors: [
        { field: 'name', code: 'hidden_characters', message: 'hidden' },
        { field: 'class', message: 'too long' },
        { field: 'number', code: 'no_number', message: 'no_number' },
        { field: '', code: 'stale_version', message: 'old' },
      ],
    });
  });

  test('one that says nothing of another field adds nothing', () => {
    const unknown = ofField('unknown_contact', 'contactId');
    const missing = invalidRequest([{ field: 'contactId', message: 'is required' }]);
    expect(together([unknown, missing])).toBe(unknown);
  });
});
