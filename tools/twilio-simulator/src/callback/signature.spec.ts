import { describe, expect, it } from '@jest/globals';
import { assert, dictionary, property, string, stringMatching } from 'fast-check';
import twilio from 'twilio';
import { signatureOf } from './signature.js';

const params = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+12349013030',
  Digits: '1234',
  From: '+12349013030',
  To: '+18005551212',
};

describe('signatures', () => {
  it.each([
    ['https://mycompany.com/myapp.php?foo=1&bar=2', '0/KCTR6DLpKmkAf8muzZqo1nDgQ='],
    ['https://mycompany.com:443/myapp.php?foo=1&bar=2', 'EpDEmp1PyjDYp77YxYU3GILBWzE='],
  ])('match the known one of %s', (url, signature) => {
    expect(signatureOf('12345', url, params)).toBe(signature);
  });

  it('satisfy the official library whatever the fields', () => {
    const fields = dictionary(stringMatching(/^[A-Za-z]\w{0,20}$/), string());
    assert(
      property(fields, string({ minLength: 1 }), (form, token) => {
        const url = 'https://example.com/hook?a=b';
        expect(twilio.validateRequest(token, signatureOf(token, url, form), url, form)).toBe(true);
      }),
    );
  });
});
