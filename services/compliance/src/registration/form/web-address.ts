import { isFQDN, isIP } from 'class-validator';
import type { Findings } from './findings.js';
import { isBlank, readLine } from './text.js';

const MAX = 500;
/** Names that only a private network knows. */
const PRIVATE = /(?:^|\.)(?:localhost|local|internal|lan|intranet|home\.arpa|onion)$/;

/** An address of a page that anybody can open: the carriers' reviewers do. @returns it as given */
export function readWebAddress(
  findings: Findings,
  field: string,
  given: string | null | undefined,
): string {
  const text = readLine(findings, field, given, { max: MAX });
  if (text === '') return text;
  const url = URL.parse(text);
  if (!url || !/^https?:\/\//i.test(text))
    findings.error(field, 'malformed', 'Give the whole address of a page: https://…');
  else if (url.protocol !== 'https:')
    findings.error(field, 'not_https', 'The page must be at https://…');
  else if (url.username !== '' || url.password !== '')
    findings.error(field, 'malformed', 'The address must hold no user name and no password.');
  else if (!isPublicHost(url.hostname))
    findings.error(field, 'not_public', 'The page must be on the public internet, by its name.');
  return text;
}

export function readOptionalWebAddress(
  findings: Findings,
  field: string,
  given: string | null | undefined,
): string | null {
  return isBlank(given) ? null : readWebAddress(findings, field, given);
}

function isPublicHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, '');
  const isAddress = isIP(name) || name.startsWith('[');
  return !isAddress && isFQDN(name) && !PRIVATE.test(name);
}
