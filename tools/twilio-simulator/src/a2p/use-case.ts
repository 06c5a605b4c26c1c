/** What campaigns may be about, and whether carriers ask for more before they let it through. */
const USE_CASES: Readonly<Record<string, [name: string, isSpecial: boolean]>> = {
  '2FA': ['Two-Factor authentication (2FA)', false],
  ACCOUNT_NOTIFICATION: ['Account Notification', false],
  AGENTS_FRANCHISES: ['Agents and Franchises', true],
  CHARITY: ['Charity', false],
  CUSTOMER_CARE: ['Customer Care', false],
  DELIVERY_NOTIFICATION: ['Delivery Notification', false],
  EMERGENCY: ['Emergency', true],
  FRAUD_ALERT: ['Fraud Alert Messaging', false],
  HIGHER_EDUCATION: ['Higher Education', false],
  K12_EDUCATION: ['K-12 Education', true],
  LOW_VOLUME: ['Low Volume Mixed', false],
  MARKETING: ['Marketing', false],
  MIXED: ['Mixed', false],
  POLITICAL: ['Political', false],
  POLLING_VOTING: ['Polling and voting', false],
  PROXY: ['Proxy', true],
  PUBLIC_SERVICE_ANNOUNCEMENT: ['Public Service Announcement', false],
  SECURITY_ALERT: ['Security Alert', false],
  SOCIAL: ['Social', true],
  SWEEPSTAKE: ['Sweepstake', true],
};

const SOLE_PROPRIETOR = 'SOLE_PROPRIETOR';

export function isUseCaseOf(brandType: string | undefined, useCase: string): boolean {
  return brandType === SOLE_PROPRIETOR
    ? useCase === SOLE_PROPRIETOR
    : Object.hasOwn(USE_CASES, useCase);
}

/** All that a brand of this type may choose from; of a standard one when no brand is named. */
export function useCasesOf(brandType: string | undefined) {
  const cases: typeof USE_CASES =
    brandType === SOLE_PROPRIETOR ? { [SOLE_PROPRIETOR]: ['Sole Proprietor', false] } : USE_CASES;
  return Object.entries(cases).map(([code, [name, isSpecial]]) => ({
    code,
    name,
    description: name,
    post_approval_required: isSpecial,
  }));
}
