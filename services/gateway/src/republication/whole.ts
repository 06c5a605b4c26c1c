import type { RepublicationView } from '@fieldline/contracts';
import { stateOfRuns } from '@fieldline/events';

/** Republications, newest first, of the parts that each owner tells of. Ids are made in the order of time. */
export function wholeOf(parts: readonly RepublicationView[]): RepublicationView[] {
  const byId = Map.groupBy(parts, ({ id }) => id);
  return [...byId.values()]
    .flatMap(([first, ...others]) => (first ? [joined(first, others)] : []))
    .toSorted((a, b) => (a.id < b.id ? 1 : -1));
}

function joined(first: RepublicationView, others: readonly RepublicationView[]): RepublicationView {
  const runs = [first, ...others].flatMap((part) => part.runs);
  return { ...first, runs, state: stateOfRuns(runs) };
}
