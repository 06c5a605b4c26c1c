import { expect, test } from '@jest/globals';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { MaskingSpanProcessor } from './masking-span-processor.js';

test('numbers, query strings and headers do not leave with a span', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    spanProcessors: [new MaskingSpanProcessor(new SimpleSpanProcessor({ exporter }))],
  });
  const span = provider.getTracer('spec').startSpan('call');
  span.setAttributes({
    'url.full': 'http://x/v1/messages?q=canary',
    'url.query': 'q=canary',
    'url.path': `/purchase/${'canary'.repeat(7)}x/pay`,
    'http.request.header.x': ['canary'],
    'db.query.text': 'SELECT $1',
    note: 'for +16045550123',
  });
  span.recordException(new Error('no +16045550123'));
  span.setStatus({ code: 2, message: 'no +16045550123' });
  span.end();
  const [finished] = exporter.getFinishedSpans();
  expect(finished?.attributes).toMatchObject({
    'url.full': 'http://x/v1/messages',
    'url.path': '/purchase/…/pay',
    'db.query.text': 'SELECT $1',
    note: 'for +1******23',
  });
  const { attributes, events, status } = finished!;
  expect(JSON.stringify({ attributes, events, status })).not.toMatch(/canary|5550123/);
});
