import type { RegistrationView } from '@fieldline/contracts';

/** What stands beside fields of the form: most rejections come from these. */
export const FORM_HINTS: RegistrationView['hints'] = [
  {
    field: 'businessName',
    message:
      'It must match the tax records letter by letter: for an EIN the notice CP 575 or letter 147C, for a business number the articles of incorporation.',
  },
  {
    field: 'address',
    message: 'It must be the address in the tax records. Post-office boxes are refused.',
  },
  {
    field: 'taxId',
    message:
      'It goes straight to Twilio and is kept nowhere: you may be asked for it again. Without one, register as a sole proprietor.',
  },
  {
    field: 'campaign.messageFlow',
    message:
      'Say where people agree to texts and what they read there. Reviewers open the page, the privacy policy and the terms.',
  },
];
