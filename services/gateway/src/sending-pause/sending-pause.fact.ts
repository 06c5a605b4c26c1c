import { SendingPauseChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { SendingPause } from './sending-pause.entity.js';

export function toSendingPauseChanged(pause: SendingPause): SendingPauseChanged {
  const { tenantId, paused, reason, changedBy, version } = pause;
  return { pauseId: tenantId, paused, reason, by: changedBy, version };
}

export const sendingPauseFact = stateFact({
  type: SendingPauseChanged,
  entity: SendingPause,
  id: 'tenantId',
  toPayload: toSendingPauseChanged,
});
