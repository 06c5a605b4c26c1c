import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually } from '@fieldline/testing';
import { Business, newPhone } from './support/business.js';
import { setFaults } from './support/faults.js';
import { OtlpReceiver, type SeenSpan } from './support/otlp-receiver.js';
import type { ServiceName } from './support/processes.js';
import { Product, type ProductOptions } from './support/product.js';
import { accepted, becomes } from './support/sending.js';

type Step = readonly [service: ServiceName, span: string];

/** Each step of a text's course, and the step that it follows from. */
const EDGES: readonly (readonly [from: Step, to: Step])[] = [
  [
    ['gateway', 'POST /v1/messages'],
    ['gateway', 'PUT'],
  ],
  [
    ['gateway', 'PUT'],
    ['messaging', 'PUT /messages/:id'],
  ],
  [
    ['messaging', 'PUT /messages/:id'],
    ['billing', 'handle messaging.message.accepted.v1'],
  ],
  [
    ['billing', 'handle messaging.message.accepted.v1'],
    ['messaging', 'handle billing.hold.granted.v1'],
  ],
  [
    ['messaging', 'PUT /messages/:id'],
    ['messaging', 'post to Twilio'],
  ],
  [
    ['messaging', 'post to Twilio'],
    ['messaging', 'POST'],
  ],
  [
    ['messaging', 'post to Twilio'],
    ['gateway', 'Twilio reports a status'],
  ],
  [
    ['gateway', 'POST /webhooks/twilio/status/:tenantId/:messageId/:mac'],
    ['gateway', 'Twilio reports a status'],
  ],
  [
    ['gateway', 'Twilio reports a status'],
    ['messaging', 'handle gateway.telephony.status_reported.v1'],
  ],
  [
    ['messaging', 'PUT /messages/:id'],
    ['billing', 'handle messaging.message.progressed.v1'],
  ],
  [
    ['billing', 'handle messaging.message.progressed.v1'],
    ['messaging', 'handle billing.hold.posted.v1'],
  ],
];

const OF_TEXT = /^(?:handle messaging\.message|handle billing\.hold|post to Twilio|Twilio reports)/;

const SEEN_WITHIN = { timeoutMs: 15_000 };

/** In one process every span is that process's. */
const inOneProcess = (): string => 'fieldline';
const inItsOwn = (service: ServiceName): string => `fieldline-${service}`;

describe('one trace, in one process on the embedded log', () => {
  follow({ transport: 'embedded' }, inOneProcess);
});

const here = process.env['STORY_KAFKA'] ? describe : describe.skip;
here('one trace, through five processes and Kafka', () =>
  follow({ transport: 'kafka', isInProcesses: true }, inItsOwn),
);

/** @param processOf the `service.name` of the process that a service runs in */
function follow(way: ProductOptions, processOf: (service: ServiceName) => string): void {
  let collector: OtlpReceiver;
  let product: Product;
  let business: Business;

  beforeAll(async () => {
    collector = await OtlpReceiver.start();
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    };
    product = await Product.start({ ...way, environment });
    business = await Business.open(product);
  }, 300_000);

  afterAll(async () => {
    await product?.remove();
    collector.stop();
  }, 60_000);

  const spansOf = ([service, span]: Step): SeenSpan[] =>
    collector.spans.filter((seen) => seen.name === span && seen.service === processOf(service));

  const hasEdge = (from: Step, to: Step): boolean => {
    const origins = new Set(spansOf(from).map(({ id }) => id));
    return spansOf(to).some(({ comesFrom }) => comesFrom.some((id) => origins.has(id)));
  };

  test('goes from the request through outbox, events, Twilio and its callback to the charge', async () => {
    const contactId = await business.customer(newPhone());
    const { id } = await accepted(business, { contactId, body: 'On our way' });
    await becomes(business, id, { status: 'delivered', charge: { segments: 1 } });
    const missing = () => EDGES.filter(([from, to]) => !hasEdge(from, to));
    await eventually(() => expect(missing()).toEqual([]), SEEN_WITHIN);
    const asked = spansOf(['gateway', 'POST /v1/messages']).map(({ traceId }) => traceId);
    const steps = collector.spans.filter(({ name }) => OF_TEXT.test(name));
    const traces = new Set(steps.map(({ traceId }) => traceId));
    expect(traces.size).toBe(1);
    expect(asked).toEqual(expect.arrayContaining([...traces]));
  });

  test('is named by the log line about what went wrong', async () => {
    const contactId = await business.customer(newPhone());
    await setFaults(product, { failAfterAccept: 1 });
    await accepted(business, { contactId, body: 'Did this arrive?' });
    const line = await eventually(() => {
      const found = product.printed.split('\n').find((text) => text.includes('outcome unknown'));
      expect(found).toBeDefined();
      return JSON.parse(found ?? '') as { trace_id: string };
    }, SEEN_WITHIN);
    await eventually(() => {
      const named = collector.spans.filter(({ traceId }) => traceId === line.trace_id);
      expect(named.map(({ name }) => name)).toContain('POST /v1/messages');
    }, SEEN_WITHIN);
  });
}
