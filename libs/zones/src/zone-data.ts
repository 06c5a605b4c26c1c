/** The oldest that knows of 2026's permanent changes in British Columbia and Alberta. */
export const OLDEST_ZONE_DATA = '2026c';

/** A runtime's zones. */
export interface ZoneData {
  /** IANA's release, like `2026c`; empty without any. */
  readonly version: string;
  /** Whether it has all of ICU, not English alone. */
  readonly complete: boolean;
}

/** The runtime's release of IANA's zone data, like `2026c`; empty when it has none. Node only. */
export function zoneDataVersion(): string {
  return process.versions.tz ?? '';
}

/**
 * For a service's start: with old zone data its texts would leave an hour early or late.
 * @throws Error with a sentence for whoever runs it
 */
export function requireZoneData(data: ZoneData = ofRuntime()): void {
  const remedy = `Run it on a Node with full ICU and zone data ${OLDEST_ZONE_DATA} or later.`;
  if (data.version === '') throw new Error(`This runtime has no time zones. ${remedy}`);
  // A year and a letter: as texts they are in order.
  if (data.version < OLDEST_ZONE_DATA)
    throw new Error(`This runtime's time zones are of ${data.version}, too old. ${remedy}`);
  if (!data.complete) throw new Error(`This runtime has only a part of ICU. ${remedy}`);
}

function ofRuntime(): ZoneData {
  const version = zoneDataVersion();
  const complete =
    version !== '' && Intl.DateTimeFormat.supportedLocalesOf(['es-US', 'fr-CA']).length === 2;
  return { version, complete };
}
