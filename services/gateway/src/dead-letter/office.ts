import type {
  DeadLetterDetail,
  DeadLetterResolved,
  DeadLetterView,
  ListDeadLetters,
  Page,
  Principal,
} from '@fieldline/contracts';
import { path, type ServiceClient } from '@fieldline/http';
import type { DeadLetterService } from '@fieldline/service';

/** Where letters lie: a service behind us, or our own table. */
export interface Office {
  readonly service: string;
  list(caller: Principal, query: ListDeadLetters): Promise<Page<DeadLetterView>>;
  get(caller: Principal, id: string): Promise<DeadLetterDetail>;
  replay(caller: Principal, id: string, reason: string): Promise<DeadLetterResolved>;
  drop(caller: Principal, id: string, reason: string): Promise<DeadLetterResolved>;
}

/** A replay handles what waited too, a service goes on with it for five seconds. */
const RESOLVE_TIMEOUT_MS = 30_000;

/** A service's own door, as every one of them has it. */
export function officeOf(service: string, client: ServiceClient): Office {
  const timeout = { timeoutMs: RESOLVE_TIMEOUT_MS };
  return {
    service,
    list: (caller, query) => client.get('/dead-letters', caller, query),
    get: (caller, id) => client.get(path`/dead-letters/${id}`, caller),
    replay: (caller, id, reason) =>
      client.post(path`/dead-letters/${id}/replay`, caller, { reason }, timeout),
    drop: (caller, id, reason) =>
      client.post(path`/dead-letters/${id}/drop`, caller, { reason }, timeout),
  };
}

/** The gateway's own letters. */
export function ownOffice(letters: DeadLetterService): Office {
  return {
    service: 'gateway',
    list: (_, query) => letters.list(query),
    get: (_, id) => letters.get(id),
    replay: (caller, id, reason) => letters.replay(id, caller, reason),
    drop: (caller, id, reason) => letters.drop(id, caller, reason),
  };
}
