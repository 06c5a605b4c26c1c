import { Problem } from '@fieldline/http';
import type { HoldRow } from './hold.entity.js';

/** What was decided stays: another wish is recorded as a consent of its own. */
export const holdDecided = ({ state, decidedBy, decidedAt }: HoldRow): Problem => {
  const at = decidedAt?.toISOString() ?? null;
  const detail =
    state === 'superseded'
      ? 'They have asked again since: decide about their later text.'
      : `This hold was ${state} on ${at?.slice(0, 10)}. Record their consent if that has changed.`;
  return new Problem({
    code: 'hold_decided',
    status: 409,
    detail,
    extras: { state, decidedBy, decidedAt: at },
  });
};
