import type { FastifyInstance } from 'fastify';
import { DemoError } from '../demo/demo.error.js';
import { isRecord } from '../wire/json.js';
import { verdictOf } from './outcome.js';
import type { PlannedOutcomes } from './planned-outcomes.js';
import { type Kind, KINDS, type Registration } from './review.js';
import type { Reviews } from './reviews.js';

const DRAFT = 'draft';

/** What becomes of registrations: read it, decide it, or say it beforehand. */
export function registrationRoutes(
  server: FastifyInstance,
  { reviews, planned }: { reviews: Reviews; planned: PlannedOutcomes },
): void {
  const view = ({ updatedAt, ...registration }: Registration) => ({
    ...registration,
    reviewing: reviews.isRunning(registration.sid),
    updatedAt: new Date(updatedAt).toISOString(),
  });

  server.get('/registrations', () => ({
    registrations: reviews.registrations().map(view),
  }));

  server.post('/registrations/next', (request, reply) => {
    const body = isRecord(request.body) ? request.body : {};
    const kinds = kindsOf(body.kind);
    planned.add({
      kinds,
      sid: null,
      accountSid: textOf('accountSid', body.accountSid),
      nameContains: textOf('friendlyNameContains', body.friendlyNameContains),
      verdict: verdictOf(body.outcome, kinds),
    });
    return reply.code(204).send();
  });

  server.post<{ Params: { sid: string } }>('/registrations/:sid/outcome', (request) => {
    const { sid } = request.params;
    const find = () => reviews.registrations().find((item) => isNamed(item, sid));
    const known = find();
    if (known === undefined) throw new DemoError(404, 'unknown_registration', `There is no ${sid}`);
    const verdict = verdictOf(request.body, [known.kind]);
    if (known.status === DRAFT) {
      planned.add({ kinds: [known.kind], sid, accountSid: null, nameContains: null, verdict });
    } else reviews.decide(known, verdict);
    return view(find() ?? known);
  });
}

/** A campaign goes by its service as well, as REST gives every campaign the same SID. */
function isNamed({ sid, kind, serviceSid }: Registration, name: string): boolean {
  return sid === name || (kind === 'campaign' && serviceSid === name);
}

/** A bundle is a profile or a trust product, whichever comes first. */
function kindsOf(value: unknown): readonly Kind[] {
  if (value === 'bundle') return ['profile', 'trust_product'];
  const kind = KINDS.find((known) => known === value);
  if (kind !== undefined) return [kind];
  throw new DemoError(400, 'invalid_kind', `kind must be one of: bundle, ${KINDS.join(', ')}`);
}

function textOf(name: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && value.length <= 200) return value;
  throw new DemoError(400, 'invalid_outcome', `${name} must be a text of up to 200 characters`);
}
