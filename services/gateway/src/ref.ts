import { isId, parseRef } from '@fieldline/contracts';
import { notFound } from '@fieldline/http';
import type { PipeTransform } from '@nestjs/common';

/** A parameter that is our id, in small letters as we write it. What can't be one is answered as what isn't there. */
export class IdPipe implements PipeTransform<string, string> {
  constructor(private readonly what: string) {}

  transform(text: string): string {
    if (!isId(text)) throw notFound(this.what);
    return text.toLowerCase();
  }
}

/** A parameter that is our id or `ext:` and theirs; the service that owns the record looks it up. */
export class RefPipe implements PipeTransform<string, string> {
  constructor(private readonly what: string) {}

  transform(text: string): string {
    return refOf(text, this.what);
  }
}

/** @throws not_found for what can't be a name */
export function refOf(text: string, what: string): string {
  if (!parseRef(text)) throw notFound(what);
  return text;
}
