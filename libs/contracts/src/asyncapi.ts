import { eventSchema } from './event-schema.js';
import type { EventMeta } from './event-type.js';

const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };

/** CloudEvents 1.0 in Kafka's binary mode, and who caused what. */
const HEADERS = {
  type: 'object',
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { ...uuid, description: 'Names the event: a repeat has the same one.' },
    ce_type: text,
    ce_source: { type: 'string', format: 'uri-reference', examples: ['/fieldline/messaging'] },
    ce_subject: { ...text, description: 'The aggregate: its events are handled in order.' },
    ce_time: { type: 'string', format: 'date-time', description: 'When it became true.' },
    ce_tenantid: { ...uuid, description: 'The business it belongs to.' },
    ce_correlationid: { ...text, description: 'The `ce_id` of the first event of its story.' },
    ce_causationid: {
      ...text,
      description: 'The `ce_id` of the event that led to it, if one did.',
    },
    traceparent: { ...text, description: 'W3C Trace Context.' },
  },
  required: [
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_subject',
    'ce_time',
    'ce_tenantid',
    'ce_correlationid',
  ],
};

/** The catalogue as an AsyncAPI 3.0 document. Payloads are references to the files of `eventDocuments`. */
export function asyncApi(catalogue: readonly EventMeta[]): object {
  const topics = Map.groupBy(catalogue, (meta) => meta.topic);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Fieldline events',
      version: '1.0.0',
      description:
        'What the services tell each other. Events of one Kafka key keep their order; they may come more than once.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      [...topics].map(([topic, metas]) => [topic, { address: topic, messages: messages(metas) }]),
    ),
    components: { schemas: { CloudEventHeaders: HEADERS } },
  };
}

function messages(metas: readonly EventMeta[]): object {
  return Object.fromEntries(metas.map((meta) => [meta.type, message(meta)]));
}

function message(meta: EventMeta): object {
  return {
    name: meta.type,
    title: meta.Class.name,
    headers: {
      type: 'object',
      allOf: [{ $ref: '#/components/schemas/CloudEventHeaders' }],
      properties: {
        ce_type: { const: meta.type },
        ce_subject: named(meta, meta.subject),
      },
    },
    payload: { $ref: `./${meta.type}.json` },
    correlationId: { location: '$message.header#/ce_correlationid' },
    bindings: { kafka: { key: named(meta, meta.key), bindingVersion: '0.5.0' } },
    'x-carries-body': meta.carriesBody ?? false,
  };
}

/** A copy of a payload's property outside the payload. */
function named(meta: EventMeta, property: string): object {
  const schema = eventSchema(meta).properties[property];
  return { title: property, description: `The payload's \`${property}\`.`, ...schema };
}
