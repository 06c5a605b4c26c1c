import type {
  BeginRepublication,
  ListQuery,
  Page,
  Principal,
  RepublicationView,
} from '@fieldline/contracts';
import { path, type ServiceClient } from '@fieldline/http';
import type { RepublicationService } from '@fieldline/service';

/** Whose facts they are: a service behind us, or ourselves. */
export interface Owner {
  readonly service: string;
  begin(caller: Principal, command: BeginRepublication): Promise<RepublicationView>;
  list(caller: Principal, query: ListQuery): Promise<Page<RepublicationView>>;
  get(caller: Principal, id: string): Promise<RepublicationView>;
}

/** A service's own door, as every one of them has it. */
export function ownerBehind(service: string, client: ServiceClient): Owner {
  return {
    service,
    begin: (caller, command) =>
      client.post('/republications', caller, command, { idempotent: true }),
    list: (caller, query) => client.get('/republications', caller, query),
    get: (caller, id) => client.get(path`/republications/${id}`, caller),
  };
}

/** The gateway's own facts. */
export function ourselves(republications: RepublicationService): Owner {
  return {
    service: 'gateway',
    begin: (caller, command) => republications.begin(caller, command),
    list: (_, query) => republications.list(query),
    get: (_, id) => republications.get(id),
  };
}
