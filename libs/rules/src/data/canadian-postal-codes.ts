import type { Area } from './area.js';
import * as zone from './zones.js';

const area = (regions: string, zones: readonly string[], codes: string): Area => ({
  regions: regions.split(' ').map((region) => `CA-${region}`),
  zones,
  codes,
});

/**
 * Beginnings of Canadian postal codes; a longer one goes before a shorter. Source: Canada Post's
 * forward sortation areas; zones as the provinces keep them, in doubt every one nearby.
 */
export const CANADIAN_POSTAL_CODES: readonly Area[] = [
  area('NL', zone.NEWFOUNDLAND_LABRADOR, 'A'),
  area('NL', zone.NEWFOUNDLAND, 'A1 A5 A8'),
  area('NS', zone.ATLANTIC, 'B'),
  area('PE', zone.ATLANTIC, 'C'),
  area('NB', zone.ATLANTIC, 'E'),
  area('QC', zone.TORONTO, 'G H J'),
  area('QC', zone.QUEBEC_EAST, 'G0G'),
  area('QC', zone.ATLANTIC, 'G4T'),
  area('ON', zone.TORONTO, 'K L M N P'),
  area('ON', zone.ONTARIO_NORTH_WEST, 'P0 P8 P9'),
  area('MB', zone.WINNIPEG, 'R'),
  area('SK', zone.REGINA, 'S'),
  area('SK', zone.SASKATCHEWAN_WEST, 'S0M S9V'),
  area('AB', zone.EDMONTON, 'T'),
  area('BC', zone.VANCOUVER, 'V'),
  area('BC', zone.KOOTENAY, 'V0A V0B V1A V1C'),
  area('BC', zone.PEACE_RIVER, 'V0C V1G V1J'),
  area('YT', zone.YUKON, 'Y'),
  area('NT', zone.NORTHWEST, 'X0E X0G X1A'),
  area('NU', zone.BAFFIN, 'X0A'),
  area('NU', zone.KITIKMEOT, 'X0B'),
  area('NU', zone.KIVALLIQ, 'X0C'),
];
