export { dateOf, dayBefore, toInstant, type WallClock } from './wall-clock.js';
export { offsetAt, onClock } from './zone-clock.js';
export { OLDEST_ZONE_DATA, requireZoneData, type ZoneData, zoneDataVersion } from './zone-data.js';
export { isZone } from './zone-name.js';
