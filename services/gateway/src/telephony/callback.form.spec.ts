import { describe, expect, test } from '@jest/globals';
import type { FormFields } from '@fieldline/http';
import { accountSidOf, readInbound, readStatus } from './callback.form.js';

const sid = `SM${'0123456789abcdef'.repeat(2)}`;
const inbound = {
  AccountSid: `AC${'0'.repeat(32)}`,
  MessageSid: sid,
  From: '+13125550188',
  To: '+13125550123',
  Body: 'Hi',
  NumSegments: '1',
  NumMedia: '0',
};
const faultOf = (read: () => unknown): string | undefined => {
  try {
    read();
  } catch (error) {
    return (error as { errors?: { field: string }[] }).errors?.[0]?.field;
  }
  return undefined;
};

describe('an inbound form', () => {
  test('is read; fields that we have no use for are left', () => {
    expect(readInbound({ ...inbound, FromCity: '', NumSegments: '3', NumMedia: '2' })).toEqual({
      providerMessageId: sid,
      accountSid: inbound.AccountSid,
      from: '+13125550188',
      to: '+13125550123',
      body: 'Hi',
      segments: 3,
      mediaCount: 2,
    });
  });

  test('has one segment at least', () => {
    expect(readInbound({ ...inbound, NumSegments: '0' }).segments).toBe(1);
  });

  test.each<[string, FormFields]>([
    ['AccountSid', { AccountSid: 'AC1' }],
    ['MessageSid', { MessageSid: [sid, sid] }],
    ['From', { From: '' }],
    ['From', { From: '+0123456789' }],
    ['From', { From: '+13125550188 ' }],
    ['To', { To: '28581' }],
    ['Body', { Body: ['Hi', 'STOP'] }],
    ['Body', { Body: 'x'.repeat(20_001) }],
    ['NumSegments', { NumSegments: '-1' }],
    ['NumSegments', { NumSegments: '1e3' }],
    ['NumMedia', { NumMedia: ['0', '1'] }],
  ])('with a wrong %s is refused by its name', (field, fields) => {
    expect(faultOf(() => readInbound({ ...inbound, ...fields }))).toBe(field);
  });

  test.each(['AccountSid', 'MessageSid', 'From', 'To', 'Body'])('needs its %s', (field) => {
    const { [field]: _, ...rest }: FormFields = inbound;
    expect(faultOf(() => readInbound(rest))).toBe(field);
  });
});

test('a text keeps what can be stored of it: its STOP must not be lost for a NUL', () => {
  expect(readInbound({ ...inbound, Body: 'STOP\u0000' }).body).toBe('STOP');
  expect(readInbound({ ...inbound, Body: 'a\ud800b' }).body).toBe('a\ufffdb');
});

describe('a status form', () => {
  const status = {
    MessageSid: sid,
    AccountSid: inbound.AccountSid,
    MessageStatus: 'failed',
  };

  test('is read with its error, when there is one', () => {
    expect(readStatus({ ...status, ErrorCode: '30003' })).toEqual({
      providerMessageId: sid,
      accountSid: inbound.AccountSid,
      status: 'failed',
      providerCode: 30_003,
    });
    expect(readStatus({ ...status, ErrorCode: '' }).providerCode).toBeNull();
  });

  test('may have a word that is new', () => {
    expect(readStatus({ ...status, MessageStatus: 'teleported' }).status).toBeUndefined();
  });

  test.each<[string, FormFields]>([
    ['MessageStatus', { MessageStatus: '' }],
    ['MessageStatus', { MessageStatus: ['sent', 'failed'] }],
    ['ErrorCode', { ErrorCode: 'none' }],
    ['ErrorCode', { ErrorCode: ['1', '2'] }],
  ])('with a wrong %s is refused by its name', (field, fields) => {
    expect(faultOf(() => readStatus({ ...status, ...fields }))).toBe(field);
  });
});

test('an account is named once', () => {
  expect(accountSidOf(inbound)).toBe(inbound.AccountSid);
  expect(faultOf(() => accountSidOf({}))).toBe('AccountSid');
});
