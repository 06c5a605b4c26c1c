import type {
  DeadLetterDetail,
  DeadLetterPage,
  DeadLetterResolved,
  DeadLetterView,
} from '@fieldline/contracts';

const ERROR_WIDTH = 80;

/** A line for each letter, newest first. */
export function inWordsPage({ items, nextCursor, unavailable }: DeadLetterPage): string {
  const lines = items.map(
    ({ id, createdAt, service, state, reason, type, error }) =>
      `${id}  ${createdAt}  ${service}  ${state}  ${reason}  ${type ?? '(no type)'}  ${shortened(error)}`,
  );
  if (items.length === 0) lines.push('No dead letters.');
  if (nextCursor !== null) lines.push(`More: --cursor ${nextCursor}`);
  if (unavailable.length > 0) lines.push(`Not asked, because away: ${unavailable.join(', ')}`);
  return lines.join('\n');
}

/** One letter with all that it says. */
export function inWordsDetail(letter: DeadLetterDetail): string {
  const { headers, payload, payloadEncoding, waiting, ...view } = letter;
  return [
    ...fieldsOf(view),
    `waiting behind it  ${waiting}`,
    'headers',
    ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
    `payload (${payloadEncoding})`,
    payload === null ? '  (none)' : pretty(payload),
  ].join('\n');
}

const OUTCOMES: Readonly<Record<DeadLetterResolved['outcome'], string>> = {
  handled: 'Handled.',
  already_handled: 'Nothing to do: the event had had its effect already.',
  ignored: 'Done with: the service has no use for events of this type.',
  dropped: 'Dropped.',
  failed: 'Failed again; the letter stays open.',
};

/** What came of a replay or a drop. */
export function inWordsResolved(answer: DeadLetterResolved): string {
  const { outcome, repeated, letter, handledBehind, waiting, heldUpBy } = answer;
  const lines = [OUTCOMES[outcome]];
  if (repeated && letter.resolution) {
    const { by, at, reason } = letter.resolution;
    lines.push(`It had been decided before, by ${by} at ${at}: ${reason}`);
  }
  if (outcome === 'failed') lines.push(letter.error);
  if (handledBehind > 0) lines.push(`${handledBehind} that waited behind it handled too.`);
  if (waiting > 0)
    lines.push(`${waiting} still open${heldUpBy ? `, held up by ${heldUpBy}` : ''}.`);
  return lines.join('\n');
}

function fieldsOf(letter: DeadLetterView): string[] {
  const { resolution, ...fields } = letter;
  const lines = Object.entries(fields).map(([name, value]) => `${name}  ${value ?? '–'}`);
  if (!resolution) return lines;
  const { outcome, by, at, reason } = resolution;
  return [...lines, `resolution  ${outcome} by ${by} at ${at}: ${reason}`];
}

function shortened(text: string): string {
  return text.length > ERROR_WIDTH ? `${text.slice(0, ERROR_WIDTH - 1)}…` : text;
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
