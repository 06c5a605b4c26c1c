import type {
  GoLiveItem,
  RegistrationStepName,
  RegistrationView,
  WaitingOn,
} from '@fieldline/contracts';
import type { FirstTimes } from './go-live.queries.js';

export interface Progress {
  readonly first: FirstTimes;
  readonly phoneNumber: string | null;
  /** When an owner read the rules. */
  readonly rulesReadAt: Date | null;
  readonly registration: RegistrationView;
}

interface Step {
  readonly key: string;
  readonly title: string;
  /** An instant, or null when it's done and nobody knows when; undefined while it isn't done. */
  readonly doneAt: string | null | undefined;
  /** Whose turn it is once what comes before is done. */
  readonly waitingOn: WaitingOn;
  /** Since when it waits; undefined while it isn't its turn. */
  readonly waitsSince: string | null | undefined;
  readonly expected: string;
}

/** What is done on the way to the first text, what waits on whom, and for how long. */
export function goLiveItems(progress: Progress): GoLiveItem[] {
  return [...begun(progress), ...registered(progress), ...texting(progress)].map(toItem);
}

function begun({ first, phoneNumber, rulesReadAt }: Progress): Step[] {
  const created = instant(first['tenant.created']);
  const activated = instant(first['tenant.activated']);
  const isActive = phoneNumber !== null;
  return [
    {
      key: 'activated',
      title: 'Texting is activated',
      doneAt: isActive ? (activated ?? null) : undefined,
      waitingOn: 'operator',
      waitsSince: created ?? null,
      expected: 'A minute, once your operator activates it',
    },
    {
      key: 'number',
      title: 'A local number is bought',
      doneAt: isActive ? (activated ?? null) : undefined,
      waitingOn: 'operator',
      waitsSince: created ?? null,
      expected: 'Seconds: it comes with the activation',
    },
    {
      key: 'rules',
      title: 'An owner has read the rules of texting',
      doneAt: rulesReadAt ? instant(rulesReadAt) : undefined,
      waitingOn: 'you',
      waitsSince: isActive ? (activated ?? null) : undefined,
      expected: 'Ten minutes of reading',
    },
  ];
}

function registered({ registration, first, phoneNumber }: Progress): Step[] {
  const activated = instant(first['tenant.activated']);
  const submittedAt = registration.submittedAt ?? undefined;
  const isDue = registration.required;
  const submitted: Step = {
    key: 'registration',
    title: 'The registration form is submitted',
    doneAt: isDue ? undefined : submittedAt,
    waitingOn: 'you',
    waitsSince: phoneNumber === null ? undefined : (submittedAt ?? activated ?? null),
    expected: 'Half an hour for the form, with your tax number at hand',
  };
  const reviewed = (
    key: string,
    title: string,
    step: RegistrationStepName,
    before: RegistrationStepName | null,
    wait: Pick<Step, 'waitingOn' | 'expected'>,
  ): Step => ({
    key,
    title,
    ...wait,
    doneAt: doneAtOf(registration, step),
    waitsSince: before === null ? submittedAt : (doneAtOf(registration, before) ?? undefined),
  });
  const isOtp = registration.state === 'needs_otp';
  const brand = reviewed('brand', 'Your business is verified (brand)', 'brand', null, {
    waitingOn: isOtp ? 'you' : 'twilio',
    expected: isOtp
      ? 'Answer the text that Twilio sent to your mobile phone, within 24 hours'
      : 'Minutes, at times up to 5 business days',
  });
  const campaign = reviewed('campaign', 'Your campaign is approved', 'campaign', 'brand', {
    waitingOn: 'carriers',
    expected: 'Campaigns take 10 to 15 days',
  });
  const number = reviewed(
    'number_assigned',
    'The number is registered',
    'number_registration',
    'campaign',
    {
      waitingOn: 'carriers',
      expected: 'Minutes, at times a day',
    },
  );
  // What was turned down is the form's to mend.
  return [submitted, ...[brand, campaign, number].map((step) => (isDue ? notYet(step) : step))];
}

function texting({ first, phoneNumber }: Progress): Step[] {
  const activated = phoneNumber === null ? undefined : (instant(first['tenant.activated']) ?? null);
  const times = [first['purchase.paid'], first['balance.adjusted']].flatMap((at) => at ?? []);
  const segmentsAt = times.toSorted((a, b) => a.getTime() - b.getTime())[0];
  return [
    {
      key: 'segments',
      title: 'Segments are bought',
      doneAt: instant(segmentsAt),
      waitingOn: 'you',
      waitsSince: activated,
      expected: 'A minute',
    },
    {
      key: 'first_opt_in',
      title: 'A first customer has opted in',
      doneAt: instant(first['consent.opted_in']),
      waitingOn: 'you',
      waitsSince: activated,
      expected: 'As soon as you ask one',
    },
    {
      key: 'first_text',
      title: 'A first text is sent',
      doneAt: instant(first['text.taken']),
      waitingOn: 'you',
      waitsSince: activated,
      expected: 'Seconds, once all the rest is done',
    },
  ];
}

function doneAtOf(
  registration: RegistrationView,
  name: RegistrationStepName,
): string | null | undefined {
  const step = registration.steps.find((each) => each.name === name);
  return step?.state === 'done' ? step.at : undefined;
}

const notYet = (step: Step): Step => ({ ...step, waitsSince: undefined });

function instant(at: Date | undefined): string | undefined {
  return at?.toISOString();
}

function toItem({ key, title, doneAt, waitingOn, waitsSince, expected }: Step): GoLiveItem {
  if (doneAt !== undefined)
    return { key, title, done: true, waitingOn: null, since: doneAt, expected: null };
  const isTurn = waitsSince !== undefined;
  return {
    key,
    title,
    done: false,
    waitingOn: isTurn ? waitingOn : null,
    since: waitsSince ?? null,
    expected,
  };
}
