/** `busy`: somebody else is at it · `waits`: an earlier letter comes first · `replayed`, `dropped`: decided otherwise */
export type RefusalCode =
  'dead_letter_busy' | 'dead_letter_waits' | 'dead_letter_replayed' | 'dead_letter_dropped';

/** A letter that can't be resolved as asked. Nothing has happened to it. */
export class DeadLetterRefused extends Error {
  override readonly name = 'DeadLetterRefused';

  constructor(
    readonly code: RefusalCode,
    message: string,
    /** For the caller to go on by: `resolvedBy`, or the letter that it waits for. */
    readonly details: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const busy = (): DeadLetterRefused =>
  new DeadLetterRefused(
    'dead_letter_busy',
    'Somebody else is resolving letters of this aggregate. Look again in a moment.',
  );

export const waits = (letterId: string): DeadLetterRefused =>
  new DeadLetterRefused('dead_letter_waits', 'An earlier letter of its aggregate comes first.', {
    letterId,
  });

export const decided = (state: 'replayed' | 'dropped', resolvedBy: string): DeadLetterRefused =>
  new DeadLetterRefused(`dead_letter_${state}`, `The letter was ${state} before.`, { resolvedBy });
