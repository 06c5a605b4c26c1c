/** What Twilio and The Campaign Registry take, as they spell it (docs/messaging/compliance/a2p-10dlc/collect-business-info). */

/** `sole_proprietor`: of either country, without a tax number. */
export const REGISTRATION_PATHS = ['us', 'ca', 'sole_proprietor'] as const;
export type RegistrationPath = (typeof REGISTRATION_PATHS)[number];

export const BUSINESS_TYPES = [
  'Co-operative',
  'Corporation',
  'Limited Liability Corporation',
  'Non-profit Corporation',
  'Partnership',
] as const;
export type BusinessType = (typeof BUSINESS_TYPES)[number];

export const INDUSTRIES = [
  'AGRICULTURE',
  'AUTOMOTIVE',
  'BANKING',
  'CONSTRUCTION',
  'CONSUMER',
  'EDUCATION',
  'ELECTRONICS',
  'ENERGY',
  'ENGINEERING',
  'FAST_MOVING_CONSUMER_GOODS',
  'FINANCIAL',
  'FINTECH',
  'FOOD_AND_BEVERAGE',
  'GOVERNMENT',
  'HEALTHCARE',
  'HOSPITALITY',
  'INSURANCE',
  'JEWELRY',
  'LEGAL',
  'MANUFACTURING',
  'MEDIA',
  'NOT_FOR_PROFIT',
  'OIL_AND_GAS',
  'ONLINE',
  'PROFESSIONAL_SERVICES',
  'RAW_MATERIALS',
  'REAL_ESTATE',
  'RELIGION',
  'RETAIL',
  'TECHNOLOGY',
  'TELECOMMUNICATIONS',
  'TRANSPORTATION',
  'TRAVEL',
] as const;

/** The industries of sole proprietors are other words, and fewer. */
export const SOLE_PROPRIETOR_INDUSTRIES = [
  'AGRICULTURE',
  'COMMUNICATION',
  'ENERGY',
  'ENTERTAINMENT',
  'FINANCIAL',
  'GAMBLING',
  'GOVERNMENT',
  'HEALTHCARE',
  'HOSPITALITY',
  'HUMAN_RESOURCES',
  'INSURANCE',
  'LEGAL',
  'MANUFACTURING',
  'NGO',
  'POLITICAL',
  'POSTAL',
  'PROFESSIONAL',
  'REAL_ESTATE',
  'RETAIL',
  'TECHNOLOGY',
  'TRANSPORTATION',
] as const;

export const COMPANY_TYPES = ['private', 'public', 'non-profit', 'government'] as const;
export type CompanyType = (typeof COMPANY_TYPES)[number];

export const STOCK_EXCHANGES = [
  'AMEX',
  'AMX',
  'ASX',
  'B3',
  'BME',
  'BSE',
  'FRA',
  'ICEX',
  'JPX',
  'JSE',
  'KRX',
  'LON',
  'NASDAQ',
  'NSE',
  'NYSE',
  'OMX',
  'SEHK',
  'SGX',
  'SSE',
  'STO',
  'SWX',
  'SZSE',
  'TSX',
  'TWSE',
  'VSE',
  'OTHER',
] as const;

export const JOB_POSITIONS = [
  'Director',
  'GM',
  'VP',
  'CEO',
  'CFO',
  'General Counsel',
  'Other',
] as const;

/** What a business with a tax number may use texts for; LOW_VOLUME covers several at up to 6,000 segments a day. */
export const USE_CASES = [
  '2FA',
  'ACCOUNT_NOTIFICATION',
  'CUSTOMER_CARE',
  'DELIVERY_NOTIFICATION',
  'FRAUD_ALERT',
  'HIGHER_EDUCATION',
  'LOW_VOLUME',
  'MARKETING',
  'MIXED',
  'POLLING_VOTING',
  'PUBLIC_SERVICE_ANNOUNCEMENT',
  'SECURITY_ALERT',
  'AGENTS_FRANCHISES',
  'CHARITY',
  'EMERGENCY',
  'K12_EDUCATION',
  'POLITICAL',
  'PROXY',
  'SOCIAL',
  'SWEEPSTAKE',
] as const;
/** The one use case of sole proprietors. */
export const SOLE_PROPRIETOR_USE_CASE = 'SOLE_PROPRIETOR';
