import {
  type RegistrationCampaign,
  type RegistrationPath,
  SOLE_PROPRIETOR_USE_CASE,
  USE_CASES,
} from '@fieldline/contracts';
import type { CheckedCampaign } from './checked-form.js';
import type { Findings } from './findings.js';
import { isBlank, readChoice, readLine, readText, required } from './text.js';

/** Twilio's limits of a campaign (`POST /v1/Services/{MG}/Compliance/Usa2p`), in characters. */
const DESCRIPTION = { min: 40, max: 4_096 };
const MESSAGE_FLOW = { min: 40, max: 2_048 };
const SAMPLE = { min: 20, max: 1_024 };
const SAMPLES = { min: 2, max: 5 };
const REPLY = { min: 20, max: 320 };
const KEYWORDS_MAX = 255;

const LINK = /https?:\/\/|\bwww\.|\b[\w-]+\.(?:com|ca|net|org|io|co|us|info|biz|app|link)\b/i;
const PHONE = /(?<!\d)(?:\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)/;

/** What a business texts, as the carriers' reviewers read it. */
export function readCampaign(
  findings: Findings,
  path: RegistrationPath,
  given: RegistrationCampaign | null | undefined,
): CheckedCampaign {
  const field = (name: string): string => `campaign.${name}`;
  const samples = readSamples(findings, given?.samples ?? []);
  const reply = (name: 'optInMessage' | 'optOutMessage' | 'helpMessage'): string | null =>
    isBlank(given?.[name]) ? null : readText(findings, field(name), given?.[name], REPLY);
  return {
    useCase: readUseCase(findings, path, given?.useCase),
    description: readText(findings, field('description'), given?.description, DESCRIPTION),
    messageFlow: readText(findings, field('messageFlow'), given?.messageFlow, MESSAGE_FLOW),
    samples,
    hasLinks: agrees(findings, field('hasLinks'), given?.hasLinks, samples, LINK),
    hasPhone: agrees(findings, field('hasPhone'), given?.hasPhone, samples, PHONE),
    optInKeywords: readKeywords(findings, given?.optInKeywords ?? []),
    optInMessage: reply('optInMessage'),
    optOutMessage: reply('optOutMessage'),
    helpMessage: reply('helpMessage'),
  };
}

function readUseCase(
  findings: Findings,
  path: RegistrationPath,
  given: string | null | undefined,
): string {
  const isAlone = path === 'sole_proprietor';
  if (isAlone && isBlank(given)) return SOLE_PROPRIETOR_USE_CASE;
  const choices = isAlone ? [SOLE_PROPRIETOR_USE_CASE] : USE_CASES;
  return readChoice<string>(findings, 'campaign.useCase', given, choices);
}

function readSamples(findings: Findings, given: readonly string[]): string[] {
  const field = 'campaign.samples';
  if (given.length === 0) required(findings, field);
  else if (given.length < SAMPLES.min || given.length > SAMPLES.max) {
    const message = `Give ${SAMPLES.min} to ${SAMPLES.max} samples.`;
    findings.error(field, given.length < SAMPLES.min ? 'too_few' : 'too_many', message);
  }
  const samples = given.map((sample, index) =>
    readText(findings, `${field}.${index}`, sample, SAMPLE),
  );
  if (samples.length > 0 && !samples.some((sample) => /\bstop\b/i.test(sample)))
    findings.warning(field, 'no_opt_out', 'One of them should say how to opt out: reply STOP.');
  return samples;
}

/** What was said of the texts, or what the samples show. */
function agrees(
  findings: Findings,
  field: string,
  said: boolean | null | undefined,
  samples: readonly string[],
  pattern: RegExp,
): boolean {
  const shown = samples.some((sample) => pattern.test(sample));
  if (said === false && shown)
    findings.warning(field, 'contradicted', 'A sample shows one: carriers refuse such campaigns.');
  return said ?? shown;
}

function readKeywords(findings: Findings, given: readonly string[]): string[] {
  const field = 'campaign.optInKeywords';
  const keywords = given.map((keyword, index) =>
    readLine(findings, `${field}.${index}`, keyword, { max: 40 }).toUpperCase(),
  );
  if (keywords.join(',').length > KEYWORDS_MAX)
    findings.error(field, 'too_long', `Together they may have ${KEYWORDS_MAX} characters.`);
  return keywords;
}
