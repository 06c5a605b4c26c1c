import { acknowledgeRules, registerDemo } from './demo-registration.js';
import { caller } from './demo-request.js';
import type { Secrets } from './secrets.js';
import type { LauncherSettings } from './settings.js';

export const DEMO_EMAIL = 'owner@acme.test';
const DEMO_SEGMENTS = 2_500;

export interface DemoOptions {
  readonly gatewayUrl: string;
  readonly secrets: Secrets;
  readonly settings: LauncherSettings;
  /** A registration at Twilio itself costs fees: there the demo goes without. */
  readonly isSimulated: boolean;
  say(message: string): void;
  save(): void;
}

export interface DemoAccess {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
}

/**
 * Makes the demo business by the public API, as an operator would. Every step can be repeated,
 * so a start that was cut off is finished by the next. Answers its access once, null afterwards.
 */
export async function seedDemo({
  gatewayUrl,
  secrets,
  settings,
  isSimulated,
  say,
  save,
}: DemoOptions): Promise<DemoAccess | null> {
  if (secrets.demo?.complete) return null;
  say('Making the demo business, Acme Plumbing');
  const call = caller(gatewayUrl, secrets.operatorKey);
  if (!secrets.demo) {
    const tenant = await call('POST', '/v1/tenants', TENANT, 'demo-tenant');
    secrets.demo = { tenantId: tenant.id, complete: false };
    save();
  }
  const { tenantId } = secrets.demo;
  const within = caller(gatewayUrl, secrets.operatorKey, tenantId);
  await call('POST', `/v1/tenants/${tenantId}/activation`, {});
  await within(
    'POST',
    '/v1/adjustments',
    { segments: DEMO_SEGMENTS, reason: 'Demo balance' },
    'demo-balance',
  );
  const password = settings.demoPassword ?? secrets.demoPassword;
  const owner = { email: DEMO_EMAIL, name: 'Olivia Acme', role: 'owner', password };
  await within('POST', '/v1/users', owner, 'demo-owner');
  await acknowledgeRules(gatewayUrl, { email: DEMO_EMAIL, password });
  // So that it can be tried at any hour.
  await within('PUT', '/v1/quiet-hours', { from: '00:00', to: '24:00' });
  if (isSimulated) await registerDemo(within);
  for (const [externalId, contact] of Object.entries(CONTACTS)) {
    await within('PUT', `/v1/contacts/ext:${externalId}`, contact);
    if (!OPTED_IN.has(externalId)) continue;
    const consent = {
      contactId: `ext:${externalId}`,
      action: 'opt_in',
      basis: 'express',
      ...PROOF,
    };
    await within('POST', '/v1/consents', consent, `demo-consent-${externalId}`);
  }
  for (const [name, title] of Object.entries(JOB_TYPES))
    await within('PUT', `/v1/job-types/${name}`, { title });
  for (const name of Object.keys(JOB_TYPES))
    await within('PUT', `/v1/job-types/${name}/template`, { body: TEMPLATE });
  for (const [externalId, employee] of Object.entries(EMPLOYEES))
    await within('PUT', `/v1/employees/ext:${externalId}`, employee);
  for (const [index, job] of jobs().entries())
    await within('PUT', `/v1/jobs/ext:J-${index + 1}`, job);
  const key = {
    name: 'Demo',
    scopes: DEMO_SCOPES,
    mode: 'live',
    ...(settings.demoApiKey ? { secret: settings.demoApiKey } : {}),
  };
  const { secret } = await within('POST', '/v1/api-keys', key);
  secrets.demo = { tenantId, complete: true };
  save();
  return { email: DEMO_EMAIL, password, apiKey: secret };
}

/** Enough to follow the README's tour, and to try everything a business's own program does. */
const DEMO_SCOPES = [
  'balance:read',
  'consents:read',
  'consents:write',
  'contacts:read',
  'contacts:write',
  'conversations:read',
  'conversations:write',
  'dossiers:read',
  'employees:read',
  'employees:write',
  'job_types:write',
  'jobs:read',
  'jobs:write',
  'messages:read',
  'messages:write',
  'purchases:read',
  'purchases:write',
  'quiet_hours:read',
  'quiet_hours:write',
  'registration:read',
  'tenant:read',
];

const TENANT = {
  name: 'Acme Plumbing',
  country: 'US',
  timeZone: 'America/Chicago',
  areaCode: '312',
  contactPhone: '+13125550100',
  ownerEmail: DEMO_EMAIL,
};

const HOME = {
  kind: 'customer',
  customerType: 'residential',
  timeZone: 'America/Chicago',
} as const;
const CONTACTS = {
  'C-1': { ...HOME, name: 'Dana Whitfield', smsNumber: '+13125550188', postalCode: '60614' },
  'C-2': { ...HOME, name: 'Miguel Ortega', smsNumber: '+13125550142', postalCode: '60622' },
  'C-3': { ...HOME, name: 'Priya Raman', smsNumber: '+17735550167', postalCode: '60647' },
  'C-4': { ...HOME, name: 'Walter Knox', postalCode: '60618' },
};
/** Priya hasn't opted in, Walter has no number: both are there to be tried. */
const OPTED_IN = new Set(['C-1', 'C-2']);
const PROOF = {
  source: 'web_form',
  proof: 'https://acme.test/book',
  wording: 'Text me about my appointments. Reply STOP to opt out.',
};
/** Luis is texted; Grace also by e-mail, were there no texting. */
const EMPLOYEES = {
  'E-1': { name: 'Luis Moreno', smsNumber: '+13125550171' },
  'E-2': {
    name: 'Grace Kim',
    smsNumber: '+13125550172',
    email: 'grace@acme.test',
    textAddress: { number: '312-555-0172', carrier: 'U.S. Cellular' },
  },
};
const JOB_TYPES = { 'drain-cleaning': 'Drain cleaning', 'water-heater': 'Water heater service' };
const TEMPLATE =
  'Hi {{customerFirstName}}, {{businessName}} comes {{date}} at {{time}}: {{jobType}}. Questions? Call {{businessPhone}}.';

/** Visits of the coming days, at nine and at one. */
function jobs(): object[] {
  const day = (days: number, hourUtc: number): string => {
    const at = new Date();
    at.setUTCDate(at.getUTCDate() + days);
    at.setUTCHours(hourUtc, 0, 0, 0);
    return at.toISOString();
  };
  const job = { timeZone: 'America/Chicago', status: 'scheduled', technicianId: 'E-1' };
  return [
    {
      ...job,
      contactId: 'ext:C-1',
      jobType: 'drain-cleaning',
      startsAt: day(1, 15),
      address: '2100 N Clark St, Chicago',
    },
    {
      ...job,
      contactId: 'ext:C-2',
      jobType: 'water-heater',
      startsAt: day(2, 19),
      address: '1400 N Ashland Ave, Chicago',
    },
    {
      ...job,
      contactId: 'ext:C-3',
      jobType: 'drain-cleaning',
      startsAt: day(3, 15),
      address: '2600 N Milwaukee Ave, Chicago',
    },
  ];
}
