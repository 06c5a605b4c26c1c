import type { RepublicationPage, RepublicationRun, RepublicationView } from '@fieldline/contracts';

/** A line for each republication, newest first. */
export function inWordsRepublications({
  items,
  nextCursor,
  unavailable,
}: RepublicationPage): string {
  const lines = items.map(
    ({ id, requestedAt, state, tenantId, requestedBy, runs }) =>
      `${id}  ${requestedAt}  ${state}  ${tenantId ?? '(all)'}  ${said(runs)} said  ${requestedBy}  ${runs.map(({ fact }) => fact).join(' ')}`,
  );
  if (items.length === 0) lines.push('No republications.');
  if (nextCursor !== null) lines.push(`More: --cursor ${nextCursor}`);
  if (unavailable.length > 0) lines.push(`Not asked, because away: ${unavailable.join(', ')}`);
  return lines.join('\n');
}

/** One with all that is known of it. */
export function inWordsRepublication(republication: RepublicationView): string {
  const { id, state, tenantId, requestedBy, requestedAt, reason } = republication;
  return [
    `${id}  ${state}  ${tenantId ?? 'every business'}`,
    `by ${requestedBy} at ${requestedAt}: ${reason}`,
    inWordsProgress(republication),
  ].join('\n');
}

/** A line for each of its facts. */
export function inWordsProgress({ runs }: RepublicationView): string {
  return runs
    .map(
      ({ fact, state, republished, error }) =>
        `${fact}  ${state}  ${republished} said${error === null ? '' : `  ${error}`}`,
    )
    .join('\n');
}

function said(runs: readonly RepublicationRun[]): number {
  return runs.reduce((sum, { republished }) => sum + republished, 0);
}
