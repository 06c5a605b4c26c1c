import { describe, expect, test } from '@jest/globals';
import { RegistrationForm } from '@fieldline/contracts';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import {
  caForm,
  soleProprietorForm,
  usForm,
} from '../../../../../tests/support/registration-form.js';
import { checkForm } from './check-form.js';

type Form = Record<string, unknown>;

function check(form: unknown, isTaxIdNeeded = true) {
  return checkForm(plainToInstance(RegistrationForm, form), () => isTaxIdNeeded);
}

/** What is wrong, as `field code`. */
function errorsOf(form: unknown): string[] {
  return check(form).errors.map(({ field, code }) => `${field} ${code}`);
}

function warningsOf(form: unknown): string[] {
  return check(form).warnings.map(({ field, code }) => `${field} ${code}`);
}

const EVERY_FIELD = [
  'businessName',
  'taxId',
  'businessType',
  'industry',
  'companyType',
  'website',
  'privacyUrl',
  'termsUrl',
  'address.street',
  'address.city',
  'address.region',
  'address.postalCode',
  'representative.firstName',
  'representative.lastName',
  'representative.email',
  'representative.phone',
  'representative.title',
  'representative.jobPosition',
  'campaign.samples',
  'campaign.useCase',
  'campaign.description',
  'campaign.messageFlow',
];

const part = (form: Form, name: string, change: Form): Form => ({
  ...form,
  [name]: { ...(form[name] as Form), ...change },
});

describe('a form without a fault', () => {
  test.each<[string, Form]>([
    ['us', usForm()],
    ['ca', caForm()],
    ['sole proprietor', soleProprietorForm()],
  ])('of the path %s has no findings', (_, form) => {
    expect(check(form)).toMatchObject({ errors: [], warnings: [], form: { path: form['path'] } });
  });

  test('comes in the spelling of Twilio', () => {
    const { form } = check({
      ...part(caForm(), 'address', { region: ' on ', postalCode: 'k1a0b1' }),
      businessName: '  Acme Plomberie Ltée ',
      businessType: 'corporation',
      taxId: '123 456 782 rc 0001',
    });
    expect(form).toMatchObject({
      country: 'CA',
      businessName: 'Acme Plomberie Ltée',
      businessType: 'Corporation',
      address: { region: 'ON', postalCode: 'K1A 0B1' },
      representative: { phone: '+13125550143' },
      campaign: { hasLinks: false, hasPhone: false, optInKeywords: [] },
      stockTicker: null,
      mobilePhone: null,
    });
    expect(form?.taxId?.reveal()).toBe('123456782');
  });

  test('of a sole proprietor says by its region which country it is of', () => {
    const alone = soleProprietorForm();
    const inBanff = part(alone, 'address', { region: 'AB', postalCode: 'T1L 1A1' });
    expect(check(inBanff).form?.country).toBe('CA');
    expect(check(alone).form).toMatchObject({ country: 'US', taxId: null, companyType: null });
  });

  test('reads from the samples what they show', () => {
    const samples = [
      'Acme: pay at www.acme-plumbing.com please. Reply STOP to opt out.',
      'Acme: questions? Call (312) 555-0143 any time.',
    ];
    const form = part(usForm(), 'campaign', { samples });
    expect(check(form).form?.campaign).toMatchObject({ hasLinks: true, hasPhone: true });
    expect(warningsOf(part(form, 'campaign', { hasLinks: false }))).toEqual([
      'campaign.hasLinks contradicted',
    ]);
  });
});

describe('a tax number', () => {
  test.each(['12-3456789', '123456789', '12 3456789', ' 12–3456789 ', '123-456-789'])(
    'of the United States may be spelled %j',
    (taxId) => expect(check(usForm({ taxId })).form?.taxId?.reveal()).toBe('123456789'),
  );

  test.each([
    ['12-345678', 'malformed'],
    ['12-34567890', 'malformed'],
    ['12-345678A', 'malformed'],
    ['EIN 12-3456789', 'malformed'],
    ['１２３４５６７８９', 'malformed'],
    ['12.3456789', 'malformed'],
    ['123456789RC0001', 'malformed'],
    ['123-45-6789', 'personal_number'],
    [' 123 45 6789', 'personal_number'],
    ['00-3456789', 'impossible'],
    ['07-3456789', 'impossible'],
    ['89-3456789', 'impossible'],
    ['', 'required'],
    ['   ', 'required'],
    [null, 'required'],
    [undefined, 'required'],
  ])('of the United States is not %j', (taxId, code) => {
    expect(errorsOf(usForm({ taxId }))).toEqual([`taxId ${code}`]);
  });

  test.each(['123456782', '123456782RC0001', '123456782 RT0002', '123-456-782'])(
    'of Canada may be spelled %j',
    (taxId) => expect(check(caForm({ taxId })).form?.taxId?.reveal()).toBe('123456782'),
  );

  test.each(['12345678', '1234567820', '123456782RC001', '123456782R0001', 'RC0001'])(
    'of Canada is not %j',
    (taxId) => expect(errorsOf(caForm({ taxId }))).toEqual(['taxId malformed']),
  );

  test('of Canada whose last digit doesn’t fit is looked at again, and taken', () => {
    expect(warningsOf(caForm({ taxId: '123456789' }))).toEqual(['taxId checksum']);
    expect(check(caForm({ taxId: '123456789' })).form).not.toBeNull();
  });

  test('is not of a sole proprietor', () => {
    const form = soleProprietorForm({ taxId: '12-3456789' });
    expect(errorsOf(form)).toEqual(['taxId not_allowed']);
    expect(errorsOf(soleProprietorForm({ taxId: ' ' }))).toEqual([]);
  });

  test('may be left out where Twilio has it, and is read when it isn’t', () => {
    const { taxId: _, ...without } = usForm() as Form;
    expect(check(without, false)).toMatchObject({ errors: [], form: { taxId: null } });
    expect(check(usForm({ taxId: '1' }), false).errors).toMatchObject([{ code: 'malformed' }]);
  });

  test('is never in what is said of it', () => {
    for (const taxId of ['00-7654321', '98-765432', '987654321', '98-7654321A'])
      for (const form of [usForm({ taxId }), caForm({ taxId }), soleProprietorForm({ taxId })]) {
        const said = JSON.stringify(check(form));
        expect(said.replaceAll(/\D/g, '')).not.toMatch(/7654321|987654/);
      }
  });
});

describe('fields', () => {
  const us = usForm() as Form;
  const address = (change: Form): Form => part(us, 'address', change);
  const person = (change: Form): Form => part(us, 'representative', change);
  const campaign = (change: Form): Form => part(us, 'campaign', change);

  test.each<[what: string, form: Form, error: string]>([
    ['no path', { ...us, path: undefined }, 'path required'],
    ['another path', { ...us, path: 'mx' }, 'path unknown_value'],
    ['no name', { ...us, businessName: ' ' }, 'businessName required'],
    ['emoji in the name', { ...us, businessName: 'Acme 🔧 Plumbing' }, 'businessName emoji'],
    ['a flag in the name', { ...us, businessName: 'Acme 🇨🇦' }, 'businessName emoji'],
    ['a keycap in the name', { ...us, businessName: 'Acme 1️⃣' }, 'businessName emoji'],
    ['a sign in the name', { ...us, businessName: 'Acme™' }, 'businessName emoji'],
    ['a line break', { ...us, businessName: 'Acme\nInc' }, 'businessName control_character'],
    ['a control', { ...us, businessName: 'Acme\u0007' }, 'businessName control_character'],
    ['a turned name', { ...us, businessName: 'Acme \u202ecnI' }, 'businessName hidden_characters'],
    ['a name of dots', { ...us, businessName: '...' }, 'businessName malformed'],
    ['a long name', { ...us, businessName: 'a'.repeat(101) }, 'businessName too_long'],
    ['another type', { ...us, businessType: 'LLC' }, 'businessType unknown_value'],
    ['another industry', { ...us, industry: 'PLUMBING' }, 'industry unknown_value'],
    ['another company', { ...us, companyType: 'secret' }, 'companyType unknown_value'],
    ['letters in a ZIP code', address({ postalCode: '6O6O1' }), 'address.postalCode malformed'],
    ['a Canadian code', address({ postalCode: 'K1A 0B1' }), 'address.postalCode malformed'],
    ['four digits', address({ postalCode: '6060' }), 'address.postalCode malformed'],
    ['no ZIP code', address({ postalCode: '' }), 'address.postalCode required'],
    ['another country', address({ region: 'ON' }), 'address.region other_country'],
    ['a state in words', address({ region: 'Illinois' }), 'address.region unknown_value'],
    ['a post-office box', address({ street: 'P.O. Box 12' }), 'address.street po_box'],
    ['no address', { ...us, address: null }, 'address.street required'],
    ['a page without https', { ...us, website: 'http://acme.com' }, 'website not_https'],
    ['a host alone', { ...us, website: 'acme.com' }, 'website malformed'],
    ['another protocol', { ...us, termsUrl: 'ftp://acme.com' }, 'termsUrl malformed'],
    ['a script', { ...us, termsUrl: 'javascript:alert(1)' }, 'termsUrl malformed'],
    ['a private host', { ...us, privacyUrl: 'https://acme.local/p' }, 'privacyUrl not_public'],
    ['this machine', { ...us, privacyUrl: 'https://localhost/p' }, 'privacyUrl not_public'],
    ['an IP address', { ...us, website: 'https://10.0.0.1' }, 'website not_public'],
    ['one of version 6', { ...us, website: 'https://[::1]/' }, 'website not_public'],
    ['a password in it', { ...us, website: 'https://a:b@acme.com' }, 'website malformed'],
    ['no first name', person({ firstName: '' }), 'representative.firstName required'],
    ['no address of theirs', person({ email: 'dana' }), 'representative.email malformed'],
    ['a short phone', person({ phone: '555-0143' }), 'representative.phone malformed'],
    ['a foreign phone', person({ phone: '+442071838750' }), 'representative.phone other_country'],
    [
      'another position',
      person({ jobPosition: 'Boss' }),
      'representative.jobPosition unknown_value',
    ],
    ['a public company', { ...us, companyType: 'public' }, 'stockExchange required'],
    ['a bad e-mail', { ...us, brandContactEmail: 'x' }, 'brandContactEmail malformed'],
    ['a short description', campaign({ description: 'Texts.' }), 'campaign.description too_short'],
    ['a long one', campaign({ messageFlow: 'a'.repeat(2_049) }), 'campaign.messageFlow too_long'],
    ['no campaign', { ...us, campaign: undefined }, 'campaign.samples required'],
    ['one sample', campaign({ samples: ['x'.repeat(30)] }), 'campaign.samples too_few'],
    [
      'six samples',
      campaign({ samples: Array(6).fill('x'.repeat(30)) }),
      'campaign.samples too_many',
    ],
    [
      'a short sample',
      campaign({ samples: ['x'.repeat(30), 'Hi'] }),
      'campaign.samples.1 too_short',
    ],
    ['another use', campaign({ useCase: 'SOLE_PROPRIETOR' }), 'campaign.useCase unknown_value'],
    ['a short reply', campaign({ helpMessage: 'Help' }), 'campaign.helpMessage too_short'],
    [
      'many keywords',
      campaign({ optInKeywords: Array.from({ length: 20 }, (_, n) => `KEYWORDNUMBER${n}`) }),
      'campaign.optInKeywords too_long',
    ],
  ])('%s', (_, form, error) => {
    expect(errorsOf(form)).toContain(error);
    expect(check(form).form).toBeNull();
  });

  test('each of which is named at once', () => {
    const fields = new Set(check({ path: 'us' }).errors.map(({ field }) => field));
    expect([...fields]).toEqual(EVERY_FIELD);
  });

  test('of a sole proprietor are its own', () => {
    const errors = errorsOf({ path: 'sole_proprietor' });
    expect(errors).toContain('mobilePhone required');
    expect(errors.join()).not.toMatch(/businessType|companyType|website|jobPosition|taxId|useCase/);
    expect(errorsOf(soleProprietorForm({ mobilePhone: '+18005550199' }))).toEqual([
      'mobilePhone not_mobile',
    ]);
    expect(errorsOf(soleProprietorForm({ industry: 'CONSTRUCTION' }))).toEqual([
      'industry unknown_value',
    ]);
  });
});

describe('a tax number in another field', () => {
  const EIN = '98-7654321';
  const samples = (text: string): string[] => [
    `Acme Plumbing: Sam comes on Tuesday at 9:00. Reply STOP to opt out. ${text}`,
    'Acme Plumbing: Sam is on the way and will be with you in about 20 minutes.',
  ];
  const words = `Acme Plumbing texts its own customers about visits that they booked with it`;

  test.each<[string, Form]>([
    ['path', usForm({ path: EIN })],
    ['businessName', usForm({ businessName: `Acme LLC (EIN 987654321)` })],
    ['businessType', usForm({ businessType: EIN })],
    ['website', usForm({ website: `https://acme-plumbing.com/?ein=987654321` })],
    ['brandContactEmail', usForm({ brandContactEmail: `ein-987654321@acme-plumbing.com` })],
    ['address.street', part(usForm(), 'address', { street: `${EIN} Clark St` })],
    ['address.city', part(caForm(), 'address', { city: '987654321RT0001' })],
    ['representative.title', part(usForm(), 'representative', { title: 'SSN 987-65-4321' })],
    ['campaign.description', part(usForm(), 'campaign', { description: `${words}. ${EIN}` })],
    ['campaign.messageFlow', part(usForm(), 'campaign', { messageFlow: `${words}; ${EIN}` })],
    ['campaign.samples.0', part(usForm(), 'campaign', { samples: samples(EIN) })],
    ['campaign.optInKeywords.1', part(usForm(), 'campaign', { optInKeywords: ['YES', EIN] })],
    ['campaign.helpMessage', part(usForm(), 'campaign', { helpMessage: `${words}: ${EIN}` })],
    ['representative.lastName', part(soleProprietorForm(), 'representative', { lastName: EIN })],
    ['stockTicker', usForm({ companyType: 'public', stockExchange: 'NYSE', stockTicker: EIN })],
  ])('is refused in %s, unread', (field, form) => {
    const { form: checked, errors } = check(form);
    expect(checked).toBeNull();
    expect(errorsOf(form)).toContain(`${field} tax_number`);
    expect(JSON.stringify(errors).replaceAll(/\D/g, '')).not.toContain('7654321');
  });

  test('is known by the one in its own field, whatever stands around it', () => {
    const named = (businessName: string): string[] =>
      errorsOf(usForm({ taxId: EIN, businessName }));
    expect(named('Acme 987654321')).toEqual(['businessName tax_number']);
    expect(named('Acme 987 654 321 LLC')).toEqual(['businessName tax_number']);
    expect(named('Acme 9876543210')).toEqual([]);
    expect(named('Acme 123456789')).toEqual([]);
  });

  test('is no phone number and no ZIP code, but for the form’s own', () => {
    const at = part(usForm({ taxId: '60-6011234' }), 'address', { postalCode: '60601-1234' });
    expect(errorsOf(at)).toEqual(['address.postalCode tax_number']);
    expect(errorsOf(part(usForm(), 'address', { postalCode: '60601-1234' }))).toEqual([]);
    const call = `${words}. Call (312) 555-0143 until 11/24/2026.`;
    expect(errorsOf(part(usForm(), 'campaign', { description: call }))).toEqual([]);
  });
});

describe('an address', () => {
  test.each([
    'PO Box 1',
    'P.O. Box 12',
    'p. o. box 3',
    'P O Box 3',
    'POB 77',
    'Post Office Box 9',
    'Postal Box 9',
    'Box 440',
    'C.P. 123',
    'CP 123 Succ. A',
    'Case postale 8',
    'PMB 200, 1 Main St',
    'General Delivery',
    '1 Main St, P.O. Box 9',
    'P.O.Box 12',
    'POBox12',
    'PO BOX #7',
    'P.O. Drawer 12',
    'Postbox 4',
    'Box #12',
    'Box No. 12',
    '410 Main St Box 12',
    '410 Main St, Box 12A, Rear',
    'Box 12 Stn Main',
    'Lock Box 9',
    'Lockbox 9',
    'Drawer 12',
    'C.P. 123',
    'CP123',
    'C. P. 45, succ. Centre-ville',
    'casier postal 12',
    'Casiers postaux',
    'Boîte postale 7',
    'BP 12',
    'Poste restante',
    'Apartado 12',
    'Apartado Postal 55',
    'Apartado de Correos 3',
    'Apdo. 12',
    'Casilla de correo 9',
  ])('is not %j', (street) => {
    expect(errorsOf(part(usForm(), 'address', { street }))).toEqual(['address.street po_box']);
  });

  test.each([
    '12 Boxwood Ln',
    '3 Box Elder Rd',
    '1 Pobst Street',
    '9 Post Road',
    '7 Cpl Lane 4',
    'RR 2 Box 34',
    'HC 61, Box 7',
    '4 Box Canyon Rd 12',
    '12 Caller Way',
    '8 Casilla Ct',
    '3 Boxer Dr',
  ])('may be %j', (street) => expect(errorsOf(part(usForm(), 'address', { street }))).toEqual([]));

  test.each([
    ['IL', '60601'],
    ['IL', '62999-1234'],
    ['NY', '00501'],
    ['NY', '06390'],
    ['TX', '88510'],
    ['CA', '90210'],
    ['DC', '20500'],
    ['PR', '00901'],
    ['AK', '99950'],
  ])('of the United States in %s may have the ZIP code %s', (region, postalCode) => {
    const form = part(usForm(), 'address', { region, postalCode });
    expect([errorsOf(form), warningsOf(form)]).toEqual([[], []]);
  });

  test.each([
    ['IL', '90210'],
    ['TX', '60601-1234'],
    ['NJ', '10001'],
    ['VI', '00901'],
    ['AK', '99499'],
  ])('in %s is warned of the ZIP code %s, which is of another state', (region, postalCode) => {
    const form = part(usForm(), 'address', { region, postalCode });
    expect(errorsOf(form)).toEqual([]);
    expect(warningsOf(form)).toEqual(['address.postalCode other_region']);
    expect(check(form).form).not.toBeNull();
  });

  test('of Canada has a postal code of its province', () => {
    const at = (change: Form): Form => part(caForm(), 'address', change);
    expect(warningsOf(at({ postalCode: 'V5K 0A1' }))).toEqual(['address.postalCode other_region']);
    expect(errorsOf(at({ postalCode: '60601' }))).toEqual(['address.postalCode malformed']);
    expect(errorsOf(at({ postalCode: 'D1A 0B1' }))).toEqual(['address.postalCode malformed']);
    expect(errorsOf(at({ region: 'IL' }))).toEqual(['address.region other_country']);
  });
});

describe('what isn’t a form at all', () => {
  const shape = async (form: unknown): Promise<string> =>
    JSON.stringify(
      await validate(plainToInstance(RegistrationForm, form), {
        whitelist: true,
        forbidNonWhitelisted: true,
        validationError: { target: false, value: false },
      }),
    );

  test.each<[string, Form]>([
    ['a number for a text', { taxId: 987654321 }],
    ['a list for a text', { taxId: ['98-7654321'] }],
    ['an object for a text', { taxId: { value: '98-7654321' } }],
    ['a text for an object', { address: '98-7654321' }],
    ['an unknown field', { taxID: '98-7654321' }],
    ['an enormous text', { businessName: '98-7654321'.repeat(100) }],
    ['texts that aren’t', { campaign: { samples: [987654321] } }],
  ])('%s is refused without its value', async (_, form) => {
    const refused = await shape(form);
    expect(refused).not.toBe('[]');
    expect(refused.replaceAll(/\D/g, '')).not.toMatch(/7654321/);
  });
});
