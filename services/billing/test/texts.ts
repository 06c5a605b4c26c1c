import { MessageAccepted, MessageProgressed, newId } from '@fieldline/contracts';
import type { ServiceUnderTest } from '@fieldline/testing';

type Ears = Pick<ServiceUnderTest, 'handled' | 'say'>;

const idsOf = (messageId: string) => ({
  messageId,
  conversationId: newId(),
  recipientId: newId(),
});

/** A text is accepted, and its segments held. @returns its id */
export async function holdText(service: Ears, tenantId: string, segments: number): Promise<string> {
  const payload: MessageAccepted = {
    ...idsOf(newId()),
    contactId: null,
    segments,
    mandatory: false,
    sentBy: 'user:u',
    from: '+13125550123',
    jobId: null,
    jobType: null,
    version: 1,
  };
  await service.handled(await service.say(MessageAccepted, [{ tenantId, payload }]));
  return payload.messageId;
}

/** It doesn't go: what was held for it comes free. */
export async function cancelText(
  service: Ears,
  tenantId: string,
  messageId: string,
): Promise<void> {
  const payload: MessageProgressed = {
    ...idsOf(messageId),
    status: 'canceled',
    providerSegments: null,
    errorCode: null,
    providerCode: null,
    keywordSequence: null,
    inFlight: null,
    sentBy: null,
    canceledBy: null,
    version: 2,
  };
  await service.handled(await service.say(MessageProgressed, [{ tenantId, payload }]));
}
