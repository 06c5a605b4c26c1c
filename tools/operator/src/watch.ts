import type { RepublicationView } from '@fieldline/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, ApiProblem, ask, Unreachable } from './api.js';

const LOOK_EVERY_MS = 500;
/** How many looks in a row may go unanswered: a restart takes less. */
const PATIENCE = 60;

/**
 * Follows a republication until it ends, which it does without us.
 * @param onProgress called with what is new
 * @throws Unreachable, ApiProblem when nobody answers for half a minute, or it is refused
 */
export async function watch(
  api: Api,
  begun: RepublicationView,
  onProgress: (republication: RepublicationView) => void,
): Promise<RepublicationView> {
  let known = begun;
  for (let unanswered = 0; known.state === 'running';) {
    await sleep(LOOK_EVERY_MS);
    try {
      const path = `/v1/republications/${begun.id}`;
      const seen = (await ask(api, { method: 'GET', path })) as RepublicationView;
      unanswered = 0;
      if (JSON.stringify(seen) !== JSON.stringify(known)) onProgress(seen);
      known = seen;
    } catch (error) {
      if (!isAway(error) || ++unanswered === PATIENCE) throw error;
    }
  }
  return known;
}

function isAway(error: unknown): boolean {
  return error instanceof Unreachable || (error instanceof ApiProblem && error.status >= 500);
}
