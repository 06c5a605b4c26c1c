import { createHash } from 'node:crypto';
import { type DossierView, isId, recipientIdOf } from '@fieldline/contracts';
import { broken, type Finding, gone, judge, open } from './finding.js';

/** Whether the text that is shown is the one that the records are about. */
export function messageFindings(dossier: DossierView): Finding[] {
  return [bodyFinding(dossier), decidedFinding(dossier), ...endFindings(dossier)];
}

function bodyFinding({ message, bodySalt, decisions }: DossierView): Finding {
  const { body, redacted } = message;
  if (redacted)
    return body === '' && bodySalt === null
      ? gone(
          `Its words were taken away (${redacted.why}): what they were can't be shown any more, all else can.`,
        )
      : broken('Its words are said to have been taken away, and some are here.');
  // A salt of another form could have words in it that are the body's.
  if (!isId(bodySalt)) return broken('What its words were hashed with is none of ours.');
  if (decisions.length === 0)
    return open('No decision about it is on record: nothing vouches for its words.');
  const hash = createHash('sha256').update(`${bodySalt} ${body}`, 'utf8').digest('hex');
  return judge(
    decisions.every(({ values }) => values['body_hash'] === hash),
    'Its words are those that were decided about.',
    'Its words are not those that were decided about.',
  );
}

function decidedFinding({ tenantId, messageId, message, decisions }: DossierView): Finding {
  const recipientId = recipientIdOf(tenantId, message.to);
  const same =
    message.id === messageId &&
    message.direction === 'outbound' &&
    decisions.every(
      ({ values }) =>
        values['recipient_id'] === recipientId &&
        values['sent_by'] === message.sentBy &&
        values['employee_id'] === (message.employeeId ?? null) &&
        isClassed(values['facts'], message.class),
    );
  if (same && decisions.length === 0)
    return open(
      'No decision about it is on record: nothing vouches for who it was for, who sent it and its class.',
    );
  return judge(
    same,
    'Who it was for, who sent it and its class are as they were when it was decided.',
    'The text is shown as for, or from, somebody else than was decided about, or of another class.',
  );
}

/** Texts from before there were classes are shown without one. */
function isClassed(facts: unknown, shown: string | undefined): boolean {
  return shown === undefined || (facts as { textClass?: unknown }).textClass === shown;
}

/** What became of it, by Twilio's word. */
function endFindings({ message, progress }: DossierView): Finding[] {
  const { status, error } = message;
  const last = progress.at(-1)?.values;
  if (!last)
    return [open(`What became of it is not on record: nothing vouches for its status, ${status}.`)];
  const code = last['error_code'] ?? (status === 'unknown_final' ? 'outcome_unknown' : null);
  const providerCode = code === null ? null : last['provider_code'];
  return [
    judge(
      last['status'] === status,
      `Its status, ${status}, is the last that was recorded.`,
      `Its status is shown as ${status}, and was recorded as ${String(last['status'])}.`,
    ),
    judge(
      (error?.code ?? null) === code && (error?.providerCode ?? null) === providerCode,
      error ? `Its error, ${error.code}, is what was recorded.` : 'No error of it was recorded.',
      'Its error is shown as another than was recorded.',
    ),
  ];
}
