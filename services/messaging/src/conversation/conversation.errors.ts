import type { PersonView } from '@fieldline/contracts';
import { invalidRequest, Problem } from '@fieldline/http';

/** Somebody else has it: says who, and since when. */
export const alreadyClaimed = ({
  id,
  name,
  since,
}: PersonView & { readonly since: string }): Problem =>
  new Problem({
    code: 'already_claimed',
    status: 409,
    detail: 'Somebody else has this thread.',
    extras: { assignee: { id, name }, since },
  });

export const conversationResolved = (): Problem =>
  new Problem({
    code: 'conversation_resolved',
    status: 409,
    detail: 'This thread is resolved. Reopen it first.',
  });

export const userRequired = (): Problem =>
  new Problem({
    code: 'user_required',
    status: 422,
    detail: 'Only people of this business have threads and read them. A program can transfer them.',
  });

export const userInactive = (): Problem =>
  new Problem({
    code: 'user_inactive',
    status: 422,
    detail: 'This user is deactivated.',
  });

export const userWithoutInbox = (): Problem =>
  new Problem({
    code: 'user_without_inbox',
    status: 422,
    detail: "This user's role doesn't answer texts: only owners, admins and agents have threads.",
  });

export const viewOfNobody = (): Problem =>
  invalidRequest([{ field: 'view', message: 'mine is for people, a program has no threads' }]);

export const unreadByNobody = (): Problem =>
  invalidRequest([{ field: 'unread', message: 'is for people, a program reads no threads' }]);

export const holdUndecided = (): Problem =>
  new Problem({
    code: 'hold_undecided',
    status: 409,
    detail: 'They seem to want no more texts. Release them or opt them out instead.',
  });

export const contactHasNumber = (): Problem =>
  new Problem({
    code: 'contact_has_number',
    status: 409,
    detail: 'This contact has another SMS number. Change it on the contact first.',
  });
