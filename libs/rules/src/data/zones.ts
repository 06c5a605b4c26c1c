/** Where zones have kept the same clocks since 2007, the best known one stands for all of them. */
export const ATLANTIC = ['America/Halifax'];
export const EASTERN = ['America/New_York'];
export const CENTRAL = ['America/Chicago'];
export const MOUNTAIN = ['America/Denver'];
export const ARIZONA = ['America/Phoenix'];
export const PACIFIC = ['America/Los_Angeles'];
export const ALASKA = ['America/Anchorage'];
export const HAWAII = ['Pacific/Honolulu'];
export const PUERTO_RICO = ['America/Puerto_Rico'];
export const GUAM = ['Pacific/Guam'];
export const SAMOA = ['Pacific/Pago_Pago'];

export const EASTERN_CENTRAL = [...EASTERN, ...CENTRAL];
export const CENTRAL_MOUNTAIN = [...CENTRAL, ...MOUNTAIN];
export const MOUNTAIN_PACIFIC = [...MOUNTAIN, ...PACIFIC];
/** The Navajo Nation sets its clocks, the rest of Arizona doesn't. */
export const ARIZONA_NAVAJO = [...ARIZONA, ...MOUNTAIN];
export const ALASKA_ALEUTIANS = [...ALASKA, 'America/Adak'];

export const NEWFOUNDLAND = ['America/St_Johns'];
export const NEWFOUNDLAND_LABRADOR = [...NEWFOUNDLAND, 'America/Goose_Bay'];
export const TORONTO = ['America/Toronto'];
/** The Magdalen Islands and the Lower North Shore. */
export const QUEBEC_EAST = [...TORONTO, ...ATLANTIC];
export const WINNIPEG = ['America/Winnipeg'];
export const ONTARIO_NORTH_WEST = [...TORONTO, ...WINNIPEG];
export const REGINA = ['America/Regina'];
export const EDMONTON = ['America/Edmonton'];
/** Lloydminster goes by Alberta's clocks. */
export const SASKATCHEWAN_WEST = [...REGINA, ...EDMONTON];
export const VANCOUVER = ['America/Vancouver'];
/** The East Kootenay goes by Alberta's clocks, Creston and the Peace River by their own. */
export const BRITISH_COLUMBIA = [
  ...VANCOUVER,
  ...EDMONTON,
  'America/Creston',
  'America/Dawson_Creek',
];
export const KOOTENAY = [...VANCOUVER, ...EDMONTON, 'America/Creston'];
export const PEACE_RIVER = ['America/Dawson_Creek', 'America/Fort_Nelson', ...VANCOUVER];
export const YUKON = ['America/Whitehorse'];
export const NORTHWEST = ['America/Inuvik', ...EDMONTON];
export const BAFFIN = ['America/Iqaluit'];
export const KITIKMEOT = ['America/Cambridge_Bay'];
export const KIVALLIQ = ['America/Rankin_Inlet', 'America/Coral_Harbour'];
export const THE_NORTH = [...YUKON, ...NORTHWEST, ...KITIKMEOT, ...KIVALLIQ, ...BAFFIN];

/**
 * Anybody's of that country, where nothing is known of them. Guam, Samoa and the Northern Marianas
 * are left out: with them, only a few hours of the day would be inside the window everywhere.
 */
export const EVERY_ZONE = {
  US: [
    ...PUERTO_RICO,
    ...EASTERN_CENTRAL,
    ...ARIZONA_NAVAJO,
    ...PACIFIC,
    ...ALASKA_ALEUTIANS,
    ...HAWAII,
  ],
  CA: [
    ...NEWFOUNDLAND_LABRADOR,
    ...QUEBEC_EAST,
    ...WINNIPEG,
    ...SASKATCHEWAN_WEST,
    ...BRITISH_COLUMBIA,
    ...THE_NORTH,
  ],
} as const;
