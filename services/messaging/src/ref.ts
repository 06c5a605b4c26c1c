import { faultOfExternalId, isId, parseRef, type RecordRef } from '@fieldline/contracts';
import { invalidRequest, notFound } from '@fieldline/http';

/** A record named in a path. @throws not_found for what can't be a name, as for what isn't there */
export function refOf(text: string, what: string): RecordRef {
  const ref = parseRef(text);
  if (!ref) throw notFound(what);
  return ref;
}

/** A record that a PUT names: our id, `ext:…`, or the external id by itself. @throws invalid_request */
export function nameOf(text: string): RecordRef {
  const ref = parseRef(text) ?? { externalId: text === 'ext:' ? '' : text };
  const fault = 'id' in ref ? undefined : faultOfExternalId(ref.externalId);
  if (fault) throw invalidRequest([fault]);
  return ref;
}

/** A record that only we name, as it is stored. @throws not_found */
export function idOf(text: string, what: string): string {
  if (!isId(text)) throw notFound(what);
  return text.toLowerCase();
}
