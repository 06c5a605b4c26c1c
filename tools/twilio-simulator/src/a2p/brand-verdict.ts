import type { EventName } from '../event-stream/event-type.js';
import type { Verdict } from '../review/review.js';
import type { Brand } from './brand.js';
import { registrySid } from './registry-sid.js';

const VETTED_SCORE = 80;

export interface Change {
  brand: Brand;
  events: EventName[];
  /** A sole proprietor's phone must confirm before the brand is verified. */
  asksPhone: boolean;
}

/** What a verdict makes of a brand, and what its account hears. */
export function changeOf(known: Brand, { stage, problems }: Verdict): Change {
  const brand = { ...known, problems, updatedAt: Date.now() };
  switch (stage) {
    case 'in_review':
      return change({ ...brand, status: 'IN_REVIEW' });
    case 'suspended':
      return change({ ...brand, status: 'SUSPENDED' });
    case 'rejected':
      return change({ ...brand, status: 'FAILED' }, ['brand-registration.brand-failure']);
    case 'unverified':
      return unverified(brand, false);
    case 'approved':
      return brand.type === 'SOLE_PROPRIETOR' && known.otp === null && known.identity === null
        ? unverified(brand, true)
        : verified(brand);
  }
}

function unverified(brand: Brand, asksPhone: boolean): Change {
  const events: EventName[] = [
    'brand-registration.brand-registered',
    'brand-registration.brand-unverified',
  ];
  return change({ ...registered(brand), identity: 'UNVERIFIED' }, events, asksPhone);
}

/** Secondary vetting comes by itself, unless it is skipped. */
function verified(brand: Brand): Change {
  const isVetted = brand.type === 'STANDARD' && !brand.skipsVetting;
  const entered: Brand = {
    ...registered(brand),
    identity: isVetted ? 'VETTED_VERIFIED' : 'VERIFIED',
    score: isVetted ? VETTED_SCORE : null,
    otp: null,
  };
  return change(entered, [
    ...(brand.registrySid === null ? (['brand-registration.brand-registered'] as const) : []),
    'brand-registration.brand-verified',
    ...(isVetted ? (['brand-registration.brand-vetted-verified'] as const) : []),
  ]);
}

function registered(brand: Brand): Brand {
  return { ...brand, status: 'APPROVED', registrySid: brand.registrySid ?? registrySid('B') };
}

function change(brand: Brand, events: EventName[] = [], asksPhone = false): Change {
  return { brand, events, asksPhone };
}
