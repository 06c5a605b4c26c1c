import { type RequestRepublication, stateFactTypes } from '@fieldline/contracts';
import { invalidRequest } from '@fieldline/http';

/**
 * The state facts that are meant, by the service that owns them.
 * @throws invalid_request for what isn't one, or when facts and a service are both named
 */
export function factsAskedFor({
  facts,
  service,
}: Pick<RequestRepublication, 'facts' | 'service'>): Map<string, string[]> {
  const all = Map.groupBy(stateFactTypes(), ownerOf);
  if (facts && service) throw fault('service', 'service goes without facts');
  if (service) {
    const own = all.get(service);
    if (!own) throw fault('service', `service is one of ${[...all.keys()].join(', ')}`);
    return new Map([[service, own]]);
  }
  if (!facts) return all;
  const known = stateFactTypes();
  if (!facts.every((fact) => known.includes(fact)))
    throw fault('facts', `facts are among ${known.join(', ')}`);
  return Map.groupBy(new Set(facts), ownerOf);
}

/** `messaging.contact.changed.v1` is messaging's. */
function ownerOf(type: string): string {
  return type.split('.')[0] ?? type;
}

function fault(field: string, message: string): Error {
  return invalidRequest([{ field, message }]);
}
