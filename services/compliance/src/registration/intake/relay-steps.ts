import type { RegistrationStepName } from '@fieldline/contracts';
import { ensureAddress, ensureAddressDocument } from '../../twilio/addresses.js';
import type { Ask } from '../../twilio/ask.js';
import { ensureEndUser } from '../../twilio/end-users.js';
import type { CheckedForm } from '../form/checked-form.js';
import type { IntakeStep } from '../registration.course.js';
import { keyOf } from '../registration.keys.js';
import { a2pOf, addressOf, businessOf, representativeOf } from './attributes.js';

interface Relay {
  readonly ask: Ask;
  readonly tenantId: string;
  readonly form: CheckedForm;
  /** Of what the step made for an earlier form. */
  readonly sid: string | null;
  /** Of what was made by an earlier step. */
  sidOf(name: RegistrationStepName): string;
}

interface RelayStep {
  /** What of the form a refusal is about. */
  readonly field: string | null;
  /** Answers the SID of what was made or corrected. */
  run(relay: Relay): Promise<string>;
}

/** Everything of a registration that carries the form's data. */
export const RELAY_STEPS: Readonly<Record<IntakeStep, RelayStep>> = {
  end_user_business: {
    field: null,
    run: ({ ask, tenantId, form, sid }) => {
      const key = keyOf(tenantId, form.path, 'end_user_business');
      return ensureEndUser(ask, { key, sid, ...businessOf(form) });
    },
  },
  end_user_representative: {
    field: 'representative',
    run: ({ ask, tenantId, form, sid }) => {
      const key = keyOf(tenantId, form.path, 'end_user_representative');
      return ensureEndUser(ask, { key, sid, ...representativeOf(form) });
    },
  },
  address: {
    field: 'address',
    // An address can't move to another country, so that is part of its name.
    run: ({ ask, tenantId, form }) => {
      const key = keyOf(tenantId, form.path, 'address', form.country);
      return ensureAddress(ask, { key, ...addressOf(form) });
    },
  },
  supporting_document: {
    field: 'address',
    run: ({ ask, tenantId, form, sidOf }) =>
      ensureAddressDocument(
        ask,
        keyOf(tenantId, form.path, 'supporting_document'),
        sidOf('address'),
      ),
  },
  end_user_a2p: {
    field: 'companyType',
    run: ({ ask, tenantId, form, sid }) => {
      const key = keyOf(tenantId, form.path, 'end_user_a2p');
      return ensureEndUser(ask, { key, sid, ...a2pOf(form) });
    },
  },
};
