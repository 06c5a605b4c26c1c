import { describe, expect, test } from '@jest/globals';
import { eventMeta, EventType, newId } from '@fieldline/contracts';
import { IsArray, IsInt, IsOptional, IsString, IsUUID, Min } from 'class-validator';
import fc from 'fast-check';
import { checkPayload, fromRecord, MalformedEvent, type OutboxRow, toRecord } from './envelope.js';
import type { IncomingRecord } from './transport.js';

const bedId = '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22';

@EventType<BulbPlanted>({
  type: 'garden.bulb.planted.v1',
  key: 'bedId',
  subject: 'bedId',
  example: { bedId, depth: 3 },
})
class BulbPlanted {
  @IsUUID() bedId!: string;
  @IsInt() @Min(0) depth!: number;
  @IsOptional() @IsString() note?: string;
  @IsOptional() @IsArray() near?: unknown[];
}

const row: OutboxRow = {
  id: 7,
  eventId: newId(),
  topic: 'garden.bulb',
  type: 'garden.bulb.planted.v1',
  key: bedId,
  subject: bedId,
  tenantId: newId(),
  source: 'garden',
  correlationId: 'c-1',
  causationId: 'c-0',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  occurredAt: '2026-03-01T10:00:00.000001Z',
  payload: JSON.stringify({ bedId, depth: 3, note: 'tulipe “Élégante” 🌷' }),
};

function incoming(change: Partial<IncomingRecord> = {}, over: Partial<OutboxRow> = {}) {
  return { ...toRecord({ ...row, ...over }), partition: 0, offset: '0', ...change };
}

describe('an event on its way', () => {
  test('is a CloudEvent in binary mode', () => {
    expect(toRecord(row)).toEqual({
      topic: 'garden.bulb',
      key: bedId,
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: row.eventId,
        ce_type: 'garden.bulb.planted.v1',
        ce_source: '/fieldline/garden',
        ce_subject: bedId,
        ce_time: '2026-03-01T10:00:00.000001Z',
        ce_tenantid: row.tenantId,
        ce_correlationid: 'c-1',
        ce_causationid: 'c-0',
        traceparent: row.traceparent,
      },
      value: Buffer.from(row.payload),
    });
  });

  test('arrives as it left', () => {
    const received = fromRecord(incoming());
    expect(received).toEqual({
      id: row.eventId,
      type: row.type,
      tenantId: row.tenantId,
      subject: bedId,
      occurredAt: row.occurredAt,
      correlationId: 'c-1',
      traceparent: row.traceparent,
      payload: { bedId, depth: 3, note: 'tulipe “Élégante” 🌷' },
    });
    expect(received.payload).toBeInstanceOf(BulbPlanted);
  });

  test('keeps any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (note) => {
        const payload = JSON.stringify({ bedId, depth: 0, note });
        expect(fromRecord(incoming({}, { payload })).payload).toEqual({ bedId, depth: 0, note });
      }),
    );
  });

  test('has no header for what it lacks, and is then its own correlation', () => {
    const { headers } = toRecord({ ...row, causationId: null, traceparent: null });
    expect(headers).not.toHaveProperty('ce_causationid');
    expect(headers).not.toHaveProperty('traceparent');
    const { ce_correlationid: _, ...rest } = headers;
    expect(fromRecord(incoming({ headers: rest }))).toMatchObject({
      correlationId: row.eventId,
      traceparent: null,
    });
  });

  test('may carry headers and properties that nobody here knows', () => {
    const { headers } = incoming();
    const value = Buffer.from(JSON.stringify({ bedId, depth: 1, since: 'v2' }));
    const record = incoming({ headers: { ...headers, kafka_replyTopic: 'elsewhere' }, value });
    expect(fromRecord(record).payload).toMatchObject({ bedId, depth: 1 });
  });
});

describe('malformed', () => {
  const value = (text: string) => ({ value: Buffer.from(text) });
  const header = (name: string, text?: string): Partial<IncomingRecord> => {
    const { [name]: _, ...headers } = incoming().headers;
    return { headers: text === undefined ? headers : { ...headers, [name]: text } };
  };
  const deep = `{"bedId":"${bedId}","depth":1,"near":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

  test.each<[string, Partial<IncomingRecord>, string]>([
    ['no type', header('ce_type'), 'unknown event type (none)'],
    [
      'an unknown type',
      header('ce_type', 'garden.bulb.sold.v1'),
      'unknown event type garden.bulb.sold.v1',
    ],
    ['another topic', { topic: 'garden.shed' }, 'garden.bulb.planted.v1 came on garden.shed'],
    ['a tombstone', { value: null }, 'garden.bulb.planted.v1 without a payload'],
    ['no id', header('ce_id'), 'no ce_id header'],
    ['an empty id', header('ce_id', ''), 'no ce_id header'],
    ['no tenant', header('ce_tenantid'), 'no ce_tenantid header'],
    ['no subject', header('ce_subject'), 'no ce_subject header'],
    ['no time', header('ce_time'), 'no ce_time header'],
    ['nothing in it', value(''), 'the payload is not JSON'],
    ['broken JSON', value('{"depth":'), 'the payload is not JSON'],
    ['null', value('null'), 'the payload is not an object'],
    ['a list', value('[]'), 'the payload is not an object'],
    ['a number', value('3'), 'the payload is not an object'],
    ['an empty payload', value('{}'), 'invalid bedId, depth'],
    ['a wrong property', value(`{"bedId":"${bedId}","depth":-1}`), 'invalid depth'],
    ['a payload deeper than the stack', value(deep), "the payload can't be checked"],
  ])('%s', (_, change, message) => {
    const read = () => fromRecord(incoming(change));
    expect(read).toThrow(MalformedEvent);
    expect(read).toThrow(message);
  });

  test('whatever comes, nothing else is thrown', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), fc.string()),
        fc.dictionary(fc.string(), fc.string()),
        (text, headers) => {
          const record = incoming({
            ...value(text),
            headers: { ...incoming().headers, ...headers },
          });
          try {
            fromRecord(record);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedEvent);
          }
        },
      ),
    );
  });

  test('a fault names the property and keeps its value to itself', () => {
    const meta = eventMeta(BulbPlanted);
    const check = () => checkPayload(meta, { bedId: '+15550001111', depth: 1 });
    expect(check).toThrow('garden.bulb.planted.v1: invalid bedId');
    expect(check).not.toThrow('+1555');
  });
});
