import { expect, test } from '@jest/globals';
import { asyncApi } from './asyncapi.js';
import { eventDocuments } from './event-documents.js';
import { eventCatalogue } from './index.js';

interface Message {
  readonly headers: { readonly properties: Readonly<Record<string, object>> };
  readonly payload: { readonly $ref: string };
  readonly bindings: { readonly kafka: { readonly key: object } };
  readonly 'x-carries-body': boolean;
}
interface Document {
  readonly channels: Readonly<
    Record<string, { address: string; messages: Readonly<Record<string, Message>> }>
  >;
  readonly components: {
    readonly schemas: { readonly CloudEventHeaders: { readonly properties: object } };
  };
}

const catalogue = eventCatalogue();
const document = asyncApi(catalogue) as Document;
const messages = new Map(
  Object.values(document.channels).flatMap((channel) => Object.entries(channel.messages)),
);

test('each topic is a channel with its events', () => {
  for (const meta of catalogue) {
    expect(document.channels[meta.topic]?.address).toBe(meta.topic);
    expect(document.channels[meta.topic]?.messages).toHaveProperty([meta.type]);
  }
  expect(messages.size).toBe(catalogue.length);
});

test('a message names its key, its subject and the document of its payload', () => {
  const { headers, payload, bindings } = messages.get('billing.hold.granted.v1')!;
  expect(headers.properties).toMatchObject({
    ce_type: { const: 'billing.hold.granted.v1' },
    ce_subject: { title: 'messageId', format: 'uuid' },
  });
  expect(bindings.kafka.key).toMatchObject({ title: 'conversationId', format: 'uuid' });
  expect(payload.$ref).toBe('./billing.hold.granted.v1.json');
});

test('no payload refers to a document that is not written', () => {
  const files = Object.keys(eventDocuments(catalogue));
  for (const { payload } of messages.values()) expect(files).toContain(payload.$ref.slice(2));
});

test('only what people write to us carries a body', () => {
  const flagged = [...messages].filter(([, message]) => message['x-carries-body']);
  expect(flagged.map(([type]) => type)).toEqual(['gateway.telephony.text_arrived.v1']);
});

test('the headers are those of the envelope', () => {
  expect(Object.keys(document.components.schemas.CloudEventHeaders.properties)).toEqual([
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_subject',
    'ce_time',
    'ce_tenantid',
    'ce_correlationid',
    'ce_causationid',
    'traceparent',
  ]);
});
