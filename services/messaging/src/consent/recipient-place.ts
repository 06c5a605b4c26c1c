import { placeOf, type RecipientPlace } from '@fieldline/rules';

/** What a contact says about where it is. */
export interface ContactPlace {
  readonly timeZone: string | null;
  readonly postalCode: string | null;
}

interface Whereabouts {
  readonly phoneNumber: string;
  readonly businessCountry: 'US' | 'CA';
  readonly jobTimeZone: string | null;
  /** Of each contact whom the number may reach. */
  readonly contacts: readonly ContactPlace[];
}

/** Where a text arrives: of contacts in several places who share a number, in any of them. */
export function recipientPlace({ contacts, ...whereabouts }: Whereabouts): RecipientPlace {
  const [first = placeOf(whereabouts), ...others] = contacts.map(({ timeZone, postalCode }) =>
    placeOf({ ...whereabouts, contactTimeZone: timeZone, postalCode }),
  );
  if (others.length === 0) return first;
  return {
    ...first,
    zones: [...new Set([first, ...others].flatMap(({ zones }) => zones))],
    regions: [...new Set([first, ...others].flatMap(({ regions }) => regions))],
  };
}
