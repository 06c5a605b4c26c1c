import { asyncApi } from './asyncapi.js';
import { eventSchema } from './event-schema.js';
import type { EventMeta } from './event-type.js';

/** The documents of a catalogue, each under its file's name. */
export function eventDocuments(catalogue: readonly EventMeta[]): Record<string, string> {
  return Object.fromEntries([
    ['asyncapi.json', json(asyncApi(catalogue))],
    ...catalogue.map((meta) => [`${meta.type}.json`, json(eventSchema(meta))] as const),
  ]);
}

function json(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
