import { canonicalJson, type DossierView, type EvidenceRecord } from '@fieldline/contracts';
import { decide, type Decision, RULES_VERSION, type SendFacts } from '@fieldline/rules';
import { broken, type Finding, judge, open, proven } from './finding.js';

/** As JSON has it: instants are texts. */
type Written<T> = T extends Date
  ? string
  : T extends object
    ? { readonly [K in keyof T]: Written<T[K]> }
    : T;

/** Whether the rules lead from what was known to what was decided, and each attempt had been allowed. */
export function decisionFindings(dossier: DossierView): Finding[] {
  return [...dossier.decisions.map(madeAnew), attemptsAllowed(dossier)];
}

function madeAnew({ values }: EvidenceRecord): Finding {
  const name = `The decision ${String(values['id'])} (${String(values['moment'])})`;
  const version = String(values['rules_version']);
  if (version !== RULES_VERSION)
    return open(
      `${name} was made by the rules of ${version}. Those here are of ${RULES_VERSION}: it was not made anew.`,
    );
  const decision = decide(factsOf(values['facts'] as Written<SendFacts>));
  return judge(
    canonicalJson(recordedOf(values)) === canonicalJson(expectedOf(decision)),
    `${name}, ${String(values['outcome'])}, is what the rules of ${version} say of what was known.`,
    `${name} is not what the rules of ${version} say of what was known.`,
  );
}

function recordedOf(values: EvidenceRecord['values']): object {
  const { outcome, code, basis, until, reasons } = values;
  const instant = typeof until === 'string' ? new Date(until).toISOString() : null;
  return { outcome, code, basis, until: instant, reasons };
}

function expectedOf(decision: Decision): object {
  const { outcome, reasons } = decision;
  return {
    outcome,
    code: outcome === 'allow' ? null : decision.code,
    basis: outcome === 'allow' ? decision.basis : null,
    until: outcome === 'hold' ? decision.until.toISOString() : null,
    reasons,
  };
}

function factsOf(written: Written<SendFacts>): SendFacts {
  const { now, stop, staffOptOut, hold, optIn, lastInbound } = written;
  return {
    ...written,
    now: new Date(now),
    stop: stop && { ...stop, at: new Date(stop.at) },
    staffOptOut: dateOf(staffOptOut),
    hold: hold && { ...hold, at: new Date(hold.at) },
    optIn: optIn && { ...optIn, at: new Date(optIn.at), expiresAt: dateOf(optIn.expiresAt) },
    lastInbound: dateOf(lastInbound),
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

/** One allowing decision for each attempt, made before Twilio could have said anything of it. */
function attemptsAllowed({ decisions, progress, message }: DossierView): Finding {
  const allowed = decisions.filter(
    ({ values }) => values['moment'] === 'dispatching' && values['outcome'] === 'allow',
  );
  const attempts = Math.max(
    0,
    ...progress.map(({ values }) => Number(values['attempt'])),
    message.timeline.filter(({ status }) => status === 'dispatching').length,
  );
  if (attempts === 0)
    return progress.length > 0
      ? proven('No attempt was made to send it.')
      : open('No attempt to send it is on record.');
  return allowed.length >= attempts
    ? proven(`Each of ${attempts} attempt(s) to send it had been allowed.`)
    : broken(`It was tried ${attempts} time(s) and allowed ${allowed.length} time(s).`);
}
