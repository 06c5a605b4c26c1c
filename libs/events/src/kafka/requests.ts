import type { OutgoingRecord } from '../transport.js';

/** Brokers measure what a request brings for one partition, not single records; their usual limit is 1 MiB. */
const MAX_REQUEST_BYTES = 1_000_000;
const RECORD_OVERHEAD_BYTES = 100;

/** Splits records, in their order, into requests that a broker takes. One that is too large goes alone. */
export function requestsOf(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const requests: OutgoingRecord[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    const size = sizeOf(record);
    if (bytes + size > MAX_REQUEST_BYTES) {
      requests.push([]);
      bytes = 0;
    }
    requests.at(-1)?.push(record);
    bytes += size;
  }
  return requests;
}

function sizeOf({ key, value, headers }: OutgoingRecord): number {
  let bytes = RECORD_OVERHEAD_BYTES + Buffer.byteLength(key) + (value?.length ?? 0);
  for (const [name, text] of Object.entries(headers))
    bytes += Buffer.byteLength(name) + Buffer.byteLength(text);
  return bytes;
}
