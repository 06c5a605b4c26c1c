import type { QuietHoursPresetView, QuietHoursView } from '@fieldline/contracts';
import { DEFAULT_QUIET_HOURS, QUIET_HOURS_PRESETS } from '@fieldline/rules';
import type { QuietHoursRow } from './quiet-hours.entity.js';

const presets: QuietHoursPresetView[] = Object.entries(QUIET_HOURS_PRESETS).map(
  ([name, { from, to, sunday, source, sourceUrl }]) => ({
    name,
    from,
    to,
    sunday,
    source,
    sourceUrl,
  }),
);

/** What is in force: the default where nothing was ever set. */
export function toQuietHoursView(row: QuietHoursRow | null): QuietHoursView {
  const { preset, version } = row ?? { preset: 'default', version: 0 };
  const { from, to, sunday } = row ?? DEFAULT_QUIET_HOURS;
  return { preset, from, to, sunday, version, presets };
}
