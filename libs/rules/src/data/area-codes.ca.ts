import type { Area } from './area.js';
import * as zone from './zones.js';

const area = (regions: string, zones: readonly string[], codes: string): Area => ({
  regions: regions.split(' ').map((region) => `CA-${region}`),
  zones,
  codes,
});

/** Canada's area codes: all that libphonenumber knows (a spec asks), and those announced since by the CNA. */
export const CANADIAN_AREA_CODES: readonly Area[] = [
  area('NL', zone.NEWFOUNDLAND_LABRADOR, '709 879'),
  area('NS PE', zone.ATLANTIC, '782 902'),
  area('NB', zone.ATLANTIC, '428 506'),
  area('QC', zone.TORONTO, '263 354 438 450 468 514 579 819 873'),
  area('QC', zone.QUEBEC_EAST, '273 367 418 581'),
  area('ON', zone.TORONTO, '226 249 289 343 365 382 387 416 437 519 548 613 647 683 705 742 753'),
  area('ON', zone.TORONTO, '905 942'),
  area('ON', zone.ONTARIO_NORTH_WEST, '807'),
  area('MB', zone.WINNIPEG, '204 431 584'),
  area('SK', zone.SASKATCHEWAN_WEST, '306 474 639'),
  area('AB', zone.EDMONTON, '368 403 568 587 780 825'),
  area('BC', zone.VANCOUVER, '604'),
  area('BC', zone.BRITISH_COLUMBIA, '236 250 257 672 778'),
  area('YT NT NU', zone.THE_NORTH, '867'),
];

/** Canadian numbers that belong to no place. */
export const CANADIAN_NON_GEOGRAPHIC = '600 622 633 644 655 677 688';
