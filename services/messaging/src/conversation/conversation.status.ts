import type { AttentionReason, ConversationState } from '@fieldline/contracts';

/** The part of a thread that its steps change. */
export interface Standing {
  readonly state: ConversationState;
  /** The user who has it. Nobody has a resolved one. */
  readonly assigneeId: string | null;
  /** In the order of the alphabet, none twice. */
  readonly attention: readonly AttentionReason[];
}

/** What can happen to a thread. */
export type Step =
  | { readonly kind: 'claimed'; readonly userId: string }
  /** With `from` only if that user has it. */
  | { readonly kind: 'released'; readonly from?: string }
  | { readonly kind: 'taken_over'; readonly userId: string }
  /** With `from` only if that user has it, or nobody. */
  | { readonly kind: 'transferred'; readonly to: string; readonly from?: string }
  /** With `from` only if that user has it, or nobody. */
  | { readonly kind: 'resolved'; readonly from?: string }
  | { readonly kind: 'reopened' }
  /** They wrote. */
  | { readonly kind: 'inbound' }
  | { readonly kind: 'flagged'; readonly reason: AttentionReason }
  | { readonly kind: 'unflagged'; readonly reason: AttentionReason }
  /** Its number was given to a contact. */
  | { readonly kind: 'named'; readonly contactId: string };

/**
 * Where a step leads. The only place where a thread's standing is decided.
 * @returns the new standing, or undefined when the step changes nothing
 */
export function advance(standing: Standing, step: Step): Standing | undefined {
  const { state, assigneeId, attention } = standing;
  const isOpen = state === 'open';
  const isAnothers = (userId = assigneeId): boolean => assigneeId !== null && assigneeId !== userId;
  switch (step.kind) {
    case 'claimed':
      return isOpen && assigneeId === null ? { ...standing, assigneeId: step.userId } : undefined;
    case 'released':
      if (assigneeId === null || isAnothers(step.from)) return undefined;
      return { ...standing, assigneeId: null };
    case 'taken_over':
      return isOpen ? assignedTo(standing, step.userId) : undefined;
    case 'transferred':
      return isOpen && !isAnothers(step.from) ? assignedTo(standing, step.to) : undefined;
    case 'resolved':
      if (!isOpen || isAnothers(step.from)) return undefined;
      return { ...standing, state: 'resolved', assigneeId: null };
    case 'reopened':
    case 'inbound':
      return isOpen ? undefined : { ...standing, state: 'open' };
    case 'flagged':
      if (attention.includes(step.reason)) return undefined;
      return { ...standing, attention: [...attention, step.reason].toSorted() };
    case 'unflagged':
      if (!attention.includes(step.reason)) return undefined;
      return { ...standing, attention: attention.filter((reason) => reason !== step.reason) };
    case 'named':
      return standing;
  }
}

function assignedTo(standing: Standing, userId: string): Standing | undefined {
  return standing.assigneeId === userId ? undefined : { ...standing, assigneeId: userId };
}
