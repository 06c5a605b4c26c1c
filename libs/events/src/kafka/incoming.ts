import type { KafkaMessage } from 'kafkajs';
import type { IncomingRecord } from '../transport.js';

/** A message of kafkajs's as a record of ours. Of a header with several values the first counts. */
export function toIncoming(
  topic: string,
  partition: number,
  message: KafkaMessage,
): IncomingRecord {
  const headers = Object.entries(message.headers ?? {}).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[textOf(name), textOf(first)] as const];
  });
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key ? textOf(message.key) : '',
    headers: Object.fromEntries(headers),
    value: message.value,
  };
}

/** Postgres, where it all ends up, has no NUL in text: one in a key would hold up its partition for good. */
function textOf(bytes: Buffer | string): string {
  return bytes.toString().replaceAll('\0', '\uFFFD');
}
