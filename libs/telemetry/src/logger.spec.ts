import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TracerProvider } from '@opentelemetry/sdk-trace';
import { createLogger, currentTraceId, NestLogger } from './index.js';

function recorder(level = 'trace') {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  const log = createLogger({ service: 'messaging', level, destination });
  return { log, text: () => lines.join(''), last: () => JSON.parse(lines.at(-1)!) };
}

describe('createLogger', () => {
  test('a line has time, level and service', () => {
    const { log, last } = recorder();
    log.info({ messageId: 'm1', segments: 2, at: new Date(0) }, 'accepted');
    expect(last()).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'messaging',
      messageId: 'm1',
      segments: 2,
      at: '1970-01-01T00:00:00.000Z',
      msg: 'accepted',
    });
  });

  test.each(['body', 'text', 'Authorization', 'password', 'taxId', 'ein', 'to', 'from', 'names'])(
    '%s is masked at every depth, in arrays and in child loggers',
    (key) => {
      const { log, text } = recorder();
      const fields = { [key]: 'canary', a: { [key]: 'canary', b: [{ c: { [key]: ['canary'] } }] } };
      log.info(fields);
      log.child(fields).warn('x');
      log.error(fields, 'said');
      expect(text()).not.toContain('canary');
      expect(text()).toContain('***');
    },
  );

  test.each(['accessToken', 'clientSecret', 'apiKey', 'privateKeyJwk'])('%s is masked', (key) => {
    const { log, text } = recorder();
    log.info({ settings: { [key]: 'canary' } });
    expect(text()).not.toContain('canary');
  });

  test('phone numbers are masked wherever they stand', () => {
    const { log, text, last } = recorder();
    log.info('calling +16045550123');
    expect(last().msg).toBe('calling +1******23');
    log.info({ url: '/x?to=%2B16045550123', list: ['+442071838750'] }, 'to %s', '+16045550123');
    log.child({ who: '+16045550123' }).info('(604) 555-0123 or 604-555-0123');
    expect(text()).not.toMatch(/5550123|555-0123|71838750/);
  });

  test('ids, instants and amounts stay readable', () => {
    const { log, last } = recorder();
    const id = '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11';
    log.info({ id, micros: 6045550123, tiny: 1e-10, huge: 1e300 }, id);
    expect(last()).toMatchObject({ id, micros: 6045550123, tiny: 1e-10, huge: 1e300, msg: id });
  });

  test('errors keep type, message, stack and code, and drop what was sent', () => {
    const { log, text, last } = recorder();
    class QueryFailedError extends Error {}
    const error = Object.assign(new QueryFailedError('insert for +16045550123 failed'), {
      code: '23505',
      query: 'INSERT canary',
      parameters: ['canary'],
      config: { data: 'canary' },
      request: { body: 'canary' },
      response: { data: 'canary' },
      driverError: { detail: 'canary' },
      cause: Object.assign(new Error('inner'), { parameters: ['canary'] }),
    });
    log.error(error);
    expect(last().err).toMatchObject({ type: 'QueryFailedError', code: '23505' });
    expect(last().err.message).toBe('insert for +1******23 failed');
    expect(last().err.stack).toContain('logger.spec');
    expect(last().err.cause.message).toBe('inner');
    log.warn({ err: error }, 'again');
    log.warn({ failures: [error], wrapped: { error } });
    log.child({ err: error }).info('child');
    expect(text()).not.toMatch(/canary|5550123/);
  });

  test('values that Postgres and JSON.parse quote are masked', () => {
    const { log, text } = recorder();
    log.error(new Error('invalid input syntax for type uuid: "canary said "hi""'));
    let syntaxError: unknown;
    try {
      JSON.parse('canary {"a":1}');
    } catch (error) {
      syntaxError = error;
    }
    log.error({ err: syntaxError });
    log.error(syntaxError);
    expect(text()).not.toContain('canary');
  });

  test('a secret that refuses to be serialised shows nothing', () => {
    const { log, text } = recorder();
    class Secret {
      value = 'canary';
      toJSON(): never {
        throw new Error('canary');
      }
      [inspect.custom]() {
        return '***';
      }
    }
    log.info({
      given: new Secret(),
      bytes: Buffer.from('canary'),
      map: new Map([['a', 'canary']]),
    });
    expect(text()).not.toContain('canary');
  });

  test('cycles and depth end', () => {
    const { log, last } = recorder();
    const ring: Record<string, unknown> = {};
    ring['ring'] = ring;
    log.info({ ring });
    expect(JSON.stringify(last())).toContain('[deep]');
  });
});

describe('NestLogger', () => {
  test('boot chatter is dropped, the rest and every error kept', () => {
    const { log, text, last } = recorder();
    const nest = new NestLogger(log);
    nest.log('Mapped {/x, GET} route', 'RouterExplorer');
    nest.log('Nest application successfully started', 'NestApplication');
    expect(text()).toBe('');
    nest.log('ready', 'Relay');
    expect(last()).toMatchObject({ level: 'info', msg: 'ready', context: 'Relay' });
    nest.error('broke', 'Error: broke for +16045550123\n at x', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'error', msg: 'broke', context: 'RouterExplorer' });
    expect(last().stack).toContain('+1******23');
    nest.error(new Error('boom'));
    expect(last()).toMatchObject({ level: 'error', msg: 'boom', err: { type: 'Error' } });
    nest.warn({ body: 'canary' }, 'X');
    expect(text()).not.toContain('canary');
  });
});

describe('traces', () => {
  const contexts = new AsyncLocalStorageContextManager().enable();
  beforeAll(() => {
    context.setGlobalContextManager(contexts);
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [] }));
  });
  afterAll(() => {
    trace.disable();
    context.disable();
  });

  test('lines within a span carry its ids, lines outside none', () => {
    const { log, last } = recorder();
    expect(currentTraceId()).toBeUndefined();
    trace.getTracer('spec').startActiveSpan('work', (span) => {
      log.info('inside');
      expect(currentTraceId()).toBe(span.spanContext().traceId);
      expect(last()).toMatchObject({
        trace_id: span.spanContext().traceId,
        span_id: span.spanContext().spanId,
      });
      span.end();
    });
    log.info('outside');
    expect(last()).not.toHaveProperty('trace_id');
  });
});
