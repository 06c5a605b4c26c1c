import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { OtlpReceiver, type SeenSpan } from './support/otlp-receiver.js';
import { Product } from './support/product.js';

/** Each step of a text's course, and the step that it follows from. */
const EDGES: readonly (readonly [from: string, to: string])[] = [
  ['POST /v1/messages', 'PUT'],
  ['PUT', 'PUT /messages/:id'],
  ['PUT /messages/:id', 'handle messaging.message.accepted.v1'],
  ['handle messaging.message.accepted.v1', 'handle billing.hold.granted.v1'],
  ['PUT /messages/:id', 'post to Twilio'],
  ['post to Twilio', 'POST'],
  ['post to Twilio', 'Twilio reports a status'],
  ['POST /webhooks/twilio/status/:tenantId/:messageId/:mac', 'Twilio reports a status'],
  ['Twilio reports a status', 'handle gateway.telephony.status_reported.v1'],
  ['PUT /messages/:id', 'handle messaging.message.progressed.v1'],
  ['handle messaging.message.progressed.v1', 'handle billing.hold.posted.v1'],
];

describe('one trace', () => {
  let collector: OtlpReceiver;
  let product: Product;
  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    product = await Product.start({
      transport: 'embedded',
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_BSP_SCHEDULE_DELAY: '200',
      },
    });
  }, 300_000);
  afterAll(async () => {
    await product.remove();
    collector.stop();
  });

  test('goes from the request through outbox, events, Twilio and its callback to the charge', async () => {
    const business = await Business.open(product);
    const phone = newPhone();
    const contactId = await business.customer(phone);
    const { body: message } = await business.post('/v1/messages', {
      contactId,
      body: 'On our way',
    });
    await eventually(async () => {
      const { body } = await business.get(`/v1/messages/${message.id}`);
      expect(body.charge).toBeDefined();
    });
    const missing = () => EDGES.filter(([from, to]) => !hasEdge(collector.spans, from, to));
    await eventually(() => expect(missing()).toEqual([]), { timeoutMs: 15_000 });
    const root = collector.spans.find(({ name }) => name === 'POST /v1/messages');
    const ofText =
      /^(?:handle messaging\.message|handle billing\.hold|post to Twilio|Twilio reports)/;
    const steps = collector.spans.filter(({ name }) => ofText.test(name));
    expect(new Set(steps.map(({ traceId }) => traceId))).toEqual(new Set([root?.traceId]));
  });

  test('is named by the log line about what went wrong', async () => {
    const business = await Business.open(product);
    const contactId = await business.customer(newPhone());
    await setFaults(product, { failAfterAccept: 1 });
    await business.post('/v1/messages', { contactId, body: 'Did this arrive?' });
    const line = await eventually(() => {
      const found = product.printed.split('\n').find((text) => text.includes('outcome unknown'));
      expect(found).toBeDefined();
      return JSON.parse(found ?? '') as { trace_id: string };
    });
    await eventually(() => {
      const named = collector.spans.filter(({ traceId }) => traceId === line.trace_id);
      expect(named.map(({ name }) => name)).toContain('POST /v1/messages');
    });
  });
});

function hasEdge(spans: readonly SeenSpan[], from: string, to: string): boolean {
  const origins = new Set(spans.filter(({ name }) => name === from).map(({ id }) => id));
  return spans.some(
    ({ name, comesFrom }) => name === to && comesFrom.some((id) => origins.has(id)),
  );
}
