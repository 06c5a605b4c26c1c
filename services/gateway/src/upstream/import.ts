import type { PostOptions } from '@fieldline/http';
import { unsupportedMediaType } from '@fieldline/http';
import type { PipeTransform } from '@nestjs/common';

/** Ten thousand lines take a while. A line says what a record is to be, so it may be said again. */
export const IMPORT: PostOptions = {
  contentType: 'application/x-ndjson',
  timeoutMs: 25_000,
  idempotent: true,
};

/** The body of an import is text, whatever else the app takes. */
export class LinesPipe implements PipeTransform<unknown, string> {
  transform(body: unknown): string {
    if (typeof body !== 'string') throw unsupportedMediaType();
    return body;
  }
}
