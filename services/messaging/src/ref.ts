import { isId, parseRef, type RecordRef } from '@fieldline/contracts';
import { invalidRequest, notFound } from '@fieldline/http';

const EXTERNAL_ID_MAX = 200;

/** A record named in a path. @throws not_found for what can't be a name, as for what isn't there */
export function refOf(text: string, what: string): RecordRef {
  const ref = parseRef(text);
  if (!ref) throw notFound(what);
  return ref;
}

/** A record that a PUT names: our id, `ext:…`, or the external id by itself. */
export function nameOf(text: string): RecordRef {
  const ref = parseRef(text) ?? { externalId: text };
  if ('id' in ref) return ref;
  const { length } = ref.externalId;
  if (length > EXTERNAL_ID_MAX || text === 'ext:')
    throw invalidRequest([
      { field: 'externalId', message: `must have 1 to ${EXTERNAL_ID_MAX} characters` },
    ]);
  return ref;
}

/** A record that only we name, as it is stored. @throws not_found */
export function idOf(text: string, what: string): string {
  if (!isId(text)) throw notFound(what);
  return text.toLowerCase();
}
