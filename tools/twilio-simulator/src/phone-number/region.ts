/**
 * Where an area code lies: the cities of each state and province with their area codes (North
 * American Numbering Plan), and the postal codes by their first characters.
 */
export interface Region {
  code: string;
  country: Country;
  postalPrefixes: string;
  cities: Readonly<Record<string, string>>;
}

export type Country = 'US' | 'CA';

const us = (code: string, postalPrefixes: string, cities: Record<string, string>): Region => ({
  code,
  country: 'US',
  postalPrefixes,
  cities,
});
const ca = (code: string, postalPrefixes: string, cities: Record<string, string>): Region => ({
  code,
  country: 'CA',
  postalPrefixes,
  cities,
});

// prettier-ignore
export const REGIONS: readonly Region[] = [
  us('AL', '350-369', { Birmingham: '205 659', Mobile: '251', Huntsville: '256 938', Montgomery: '334' }),
  us('AK', '995-999', { Anchorage: '907' }),
  us('AZ', '850-865', { Phoenix: '602', Scottsdale: '480', Tucson: '520', Glendale: '623', Flagstaff: '928' }),
  us('AR', '716-729', { 'Little Rock': '501', 'Fort Smith': '479', Jonesboro: '870' }),
  us('CA', '900-961', {
    'Los Angeles': '213 323 738', 'San Diego': '619 858', 'San Francisco': '415 628', 'San Jose': '408 669',
    Sacramento: '916 279', 'Long Beach': '562', Oakland: '510 341', Bakersfield: '661', Anaheim: '714 657',
    Stockton: '209 350', Riverside: '951', Irvine: '949', Fresno: '559', Burbank: '818 747', Pasadena: '626',
    'San Bernardino': '909 840', 'Santa Monica': '310 424', Ventura: '805 820', 'San Mateo': '650',
    'Santa Rosa': '707', Concord: '925', Salinas: '831', Oceanside: '760 442', Redding: '530',
  }),
  us('CO', '800-816', { Denver: '303 720', 'Colorado Springs': '719', 'Fort Collins': '970' }),
  us('CT', '060-069', { Hartford: '860 959', 'New Haven': '203 475' }),
  us('DE', '197-199', { Wilmington: '302' }),
  us('DC', '200-205', { Washington: '202 771' }),
  us('FL', '320-349', {
    Miami: '305 786 645', Jacksonville: '904 324', Tampa: '813 656', Orlando: '407 689', 'St. Petersburg': '727',
    Tallahassee: '850 448', 'Fort Lauderdale': '954 754', 'West Palm Beach': '561 728', 'Fort Myers': '239',
    Melbourne: '321', Gainesville: '352', 'Daytona Beach': '386', 'Port St. Lucie': '772', Lakeland: '863',
    Sarasota: '941',
  }),
  us('GA', '300-319,398-399', {
    Atlanta: '404 470 678 943', Marietta: '770', Augusta: '706 762', Macon: '478', Savannah: '912', Albany: '229',
  }),
  us('HI', '967-968', { Honolulu: '808' }),
  us('ID', '832-838', { Boise: '208 986' }),
  us('IL', '600-629', {
    Chicago: '312 773 872', Aurora: '630 331', Cicero: '708 464', Evanston: '847 224', Springfield: '217 447',
    Peoria: '309', Rockford: '815 779', Belleville: '618 730',
  }),
  us('IN', '460-479', {
    Indianapolis: '317 463', 'Fort Wayne': '260', Evansville: '812 930', 'South Bend': '574', Gary: '219',
    Muncie: '765',
  }),
  us('IA', '500-528', { 'Des Moines': '515', 'Cedar Rapids': '319', Davenport: '563', 'Sioux City': '712', 'Mason City': '641' }),
  us('KS', '660-679', { Wichita: '316', 'Overland Park': '913', Topeka: '785', 'Dodge City': '620' }),
  us('KY', '400-427', { Louisville: '502', Lexington: '859', 'Bowling Green': '270 364', Ashland: '606' }),
  us('LA', '700-714', { 'New Orleans': '504', 'Baton Rouge': '225', Shreveport: '318', Lafayette: '337', Houma: '985' }),
  us('ME', '039-049', { Portland: '207' }),
  us('MD', '206-219', { Baltimore: '410 443 667', Rockville: '301 240' }),
  us('MA', '010-027', { Boston: '617 857', Worcester: '508 774', Springfield: '413', Lowell: '978 351', Lynn: '781 339' }),
  us('MI', '480-499', {
    Detroit: '313', 'Grand Rapids': '616', Warren: '586', 'Ann Arbor': '734', Lansing: '517', Flint: '810',
    Troy: '248 947', Kalamazoo: '269', Saginaw: '989', Muskegon: '231', Marquette: '906',
  }),
  us('MN', '550-567', {
    Minneapolis: '612', 'Saint Paul': '651', Rochester: '507', Bloomington: '952', 'Brooklyn Park': '763',
    Duluth: '218', 'St. Cloud': '320',
  }),
  us('MS', '386-397', { Jackson: '601 769', Gulfport: '228', Tupelo: '662' }),
  us('MO', '630-658', { 'Kansas City': '816 975', 'St. Louis': '314 557', Springfield: '417', Columbia: '573', "O'Fallon": '636', Sedalia: '660' }),
  us('MT', '590-599', { Billings: '406' }),
  us('NE', '680-693', { Omaha: '402 531', 'Grand Island': '308' }),
  us('NV', '889-898', { 'Las Vegas': '702 725', Reno: '775' }),
  us('NH', '030-038', { Manchester: '603' }),
  us('NJ', '070-089', {
    Newark: '973 862', 'Jersey City': '201 551', Elizabeth: '908', Edison: '732 848', Trenton: '609 640', Camden: '856',
  }),
  us('NM', '870-884', { Albuquerque: '505', 'Las Cruces': '575' }),
  us('NY', '005,100-149', {
    'New York': '212 646 332 917', Brooklyn: '718 347 929', Buffalo: '716', Rochester: '585', Yonkers: '914',
    Syracuse: '315 680', Albany: '518 838', Hempstead: '516', Islip: '631 934', Poughkeepsie: '845', Binghamton: '607',
  }),
  us('NC', '270-289', {
    Charlotte: '704 980', Raleigh: '919 984', Greensboro: '336 743', Fayetteville: '910 472', Asheville: '828', Greenville: '252',
  }),
  us('ND', '580-588', { Fargo: '701' }),
  us('OH', '430-459', {
    Columbus: '614 380', Cleveland: '216', Cincinnati: '513', Toledo: '419 567', Akron: '330 234', Dayton: '937 326',
    Parma: '440', Newark: '740 220',
  }),
  us('OK', '730-749', { 'Oklahoma City': '405 572', Tulsa: '918 539', Lawton: '580' }),
  us('OR', '970-979', { Portland: '503 971', Eugene: '541 458' }),
  us('PA', '150-196', {
    Philadelphia: '215 267 445', Pittsburgh: '412 878', Allentown: '610 484', Erie: '814 582', Lancaster: '717 223',
    Scranton: '570 272', Greensburg: '724',
  }),
  us('RI', '028-029', { Providence: '401' }),
  us('SC', '290-299', { Columbia: '803 839', Charleston: '843 854', Greenville: '864' }),
  us('SD', '570-577', { 'Sioux Falls': '605' }),
  us('TN', '370-385', {
    Nashville: '615 629', Memphis: '901', Knoxville: '865', Chattanooga: '423', Clarksville: '931', Jackson: '731',
  }),
  us('TX', '750-799,885', {
    Houston: '713 281 346 832', 'San Antonio': '210 726', Dallas: '214 469 972 945', Austin: '512 737',
    'Fort Worth': '817 682', 'El Paso': '915', 'Corpus Christi': '361', Lubbock: '806', Laredo: '956', Waco: '254',
    Beaumont: '409', Tyler: '903 430', Midland: '432', Abilene: '325', Conroe: '936', 'Wichita Falls': '940',
    'New Braunfels': '830', Bryan: '979',
  }),
  us('UT', '840-847', { 'Salt Lake City': '801 385', 'St. George': '435' }),
  us('VT', '050-059', { Burlington: '802' }),
  us('VA', '201,220-246', {
    'Virginia Beach': '757 948', Richmond: '804', Arlington: '703 571', Roanoke: '540 826', Lynchburg: '434', Bristol: '276',
  }),
  us('WA', '980-994', { Seattle: '206', Spokane: '509', Tacoma: '253', Vancouver: '360 564', Bellevue: '425' }),
  us('WV', '247-268', { Charleston: '304 681' }),
  us('WI', '530-549', { Milwaukee: '414', Madison: '608 353', 'Green Bay': '920 274', Kenosha: '262', 'Eau Claire': '715 534' }),
  us('WY', '820-831', { Cheyenne: '307' }),
  ca('AB', 'T', { Calgary: '403 587', Edmonton: '780 825', 'Red Deer': '368' }),
  ca('BC', 'V', { Vancouver: '604 778 236 672', Victoria: '250' }),
  ca('MB', 'R', { Winnipeg: '204 431 584' }),
  ca('NB', 'E', { Moncton: '506 428' }),
  ca('NL', 'A', { "St. John's": '709 879' }),
  ca('NS', 'BC', { Halifax: '902 782' }),
  ca('ON', 'KLMNP', {
    Toronto: '416 647 437 942', Ottawa: '613 343 753', Mississauga: '905 289 365 742', London: '519 226 548 382',
    Sudbury: '705 249 683', 'Thunder Bay': '807',
  }),
  ca('QC', 'GHJ', { Montréal: '514 438 263', Québec: '418 581 367', Longueuil: '450 579 354', Gatineau: '819 873 468' }),
  ca('SK', 'S', { Regina: '306 639 474' }),
  ca('YT', 'XY', { Whitehorse: '867' }),
];

/** Provinces that share the area codes of another. */
const SHARED: Readonly<Record<string, string>> = { PE: 'NS', NT: 'YT', NU: 'YT' };

export interface AreaCode {
  code: string;
  city: string;
  region: Region;
}

export const AREA_CODES: ReadonlyMap<string, AreaCode> = new Map(
  REGIONS.flatMap((region) =>
    Object.entries(region.cities).flatMap(([city, codes]) =>
      codes.split(' ').map((code) => [code, { code, city, region }] as const),
    ),
  ),
);

export function regionNamed(code: string, country: Country): Region | undefined {
  const name = SHARED[code.toUpperCase()] ?? code.toUpperCase();
  return REGIONS.find((region) => region.code === name && region.country === country);
}

export function regionOfPostalCode(postalCode: string, country: Country): Region | undefined {
  const prefix = postalCode.toUpperCase().slice(0, country === 'US' ? 3 : 1);
  return REGIONS.find((region) => region.country === country && covers(region, prefix));
}

function covers({ country, postalPrefixes }: Region, prefix: string): boolean {
  if (country === 'CA') return prefix !== '' && postalPrefixes.includes(prefix);
  return postalPrefixes.split(',').some((range) => {
    const [from = '', to = from] = range.split('-');
    return prefix.length === 3 && prefix >= from && prefix <= to;
  });
}
