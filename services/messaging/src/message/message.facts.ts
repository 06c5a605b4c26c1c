import { MessageAccepted } from '@fieldline/contracts';
import type { NewEvent } from '@fieldline/events';
import type { Message } from './message.entity.js';
import type { Ends } from './message.view.js';

/** That a text was accepted. It goes on in the trace of its request. */
export function acceptedFact(
  message: Message,
  { ours }: Pick<Ends, 'ours'>,
): NewEvent<MessageAccepted> {
  const { tenantId, id: messageId, conversationId, recipientId, contactId, version } = message;
  const { quotedSegments, mandatory, sentBy, jobId, jobType } = message;
  return {
    type: MessageAccepted,
    tenantId,
    traceparent: message.traceparent ?? undefined,
    payload: {
      messageId,
      conversationId,
      recipientId,
      contactId,
      segments: quotedSegments ?? 1,
      mandatory,
      sentBy: sentBy ?? '',
      from: ours,
      jobId,
      jobType,
      version,
    },
  };
}
