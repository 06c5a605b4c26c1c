import { invalidRequest, Problem, serviceUnavailable } from '@fieldline/http';

export const invalidEventId = (): Problem =>
  invalidRequest([
    { field: 'Last-Event-ID', message: 'Last-Event-ID must be the id of an event of this stream' },
  ]);

export const tooManyStreams = (detail: string): Problem =>
  new Problem({ code: 'too_many_streams', status: 429, detail, extras: { retryAfterSeconds: 30 } });

export const streamsAreEnding = (): Problem =>
  serviceUnavailable('This server is shutting down. Connect again.');
