import { QuietHoursChanged } from '@fieldline/contracts';
import { stateFact } from '@fieldline/events';
import { QuietHoursRow } from './quiet-hours.entity.js';

/** @param by who set them; nobody when they are said again */
export function toQuietHoursChanged(row: QuietHoursRow, by: string | null): QuietHoursChanged {
  const { tenantId, preset, from, to, sunday, version } = row;
  return { businessId: tenantId, preset, from, to, sunday, by, version };
}

export const quietHoursFact = stateFact({
  type: QuietHoursChanged,
  entity: QuietHoursRow,
  id: 'tenantId',
  toPayload: (row) => toQuietHoursChanged(row, null),
});
