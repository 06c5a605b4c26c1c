import { DemoError } from '../demo/demo.error.js';
import { isRecord } from '../wire/json.js';
import type { Kind, Problem, Stage, Verdict } from './review.js';

/** Twilio's words for a stage, and plain ones. */
const STAGES: Readonly<Record<string, Stage>> = {
  approved: 'approved',
  verified: 'approved',
  successful: 'approved',
  registered: 'approved',
  rejected: 'rejected',
  failed: 'rejected',
  failure: 'rejected',
  suspended: 'suspended',
  unverified: 'unverified',
  in_review: 'in_review',
  in_progress: 'in_review',
  pending: 'in_review',
};

const ALLOWED: Readonly<Record<Kind, readonly Stage[]>> = {
  profile: ['in_review', 'approved', 'rejected'],
  trust_product: ['in_review', 'approved', 'rejected'],
  brand: ['in_review', 'approved', 'unverified', 'rejected', 'suspended'],
  campaign: ['in_review', 'approved', 'rejected', 'suspended'],
  number: ['in_review', 'approved', 'rejected'],
};

/** Of a rejection that gives no reason. */
const USUAL_PROBLEM: Readonly<Record<Kind, number>> = {
  profile: 18601,
  trust_product: 18601,
  brand: 30795,
  campaign: 30893,
  number: 30126,
};

const MAX_PROBLEMS = 20;

/** `{status, errors?: [code | {code, fields?, description?}]}`, in Twilio's words or in plain ones. */
export function verdictOf(body: unknown, kinds: readonly Kind[]): Verdict {
  const given: Record<string, unknown> = isRecord(body) ? body : {};
  const { status, errors = [] } = given;
  const word = String(status).toLowerCase().replace('twilio-', '').replaceAll('-', '_');
  const stage = Object.hasOwn(STAGES, word) ? STAGES[word] : undefined;
  if (stage === undefined || !kinds.some((kind) => ALLOWED[kind].includes(stage))) {
    const known = [...new Set(kinds.flatMap((kind) => ALLOWED[kind]))].join(', ');
    throw new DemoError(400, 'invalid_outcome', `status must be one of: ${known}`);
  }
  if (!Array.isArray(errors) || errors.length > MAX_PROBLEMS) {
    throw new DemoError(400, 'invalid_outcome', `errors must be a list of up to ${MAX_PROBLEMS}`);
  }
  const problems = errors.map((error: unknown) => problemOf(error));
  const isBare = stage === 'rejected' && problems.length === 0;
  const usual = USUAL_PROBLEM[kinds[0] ?? 'brand'];
  return { stage, problems: isBare ? [problemOf(usual)] : problems };
}

function problemOf(value: unknown): Problem {
  const given = isRecord(value) ? value : { code: value };
  const code = Number(given.code ?? given.error_code);
  if (!Number.isInteger(code) || code < 10_000 || code > 99_999) {
    throw new DemoError(400, 'invalid_outcome', 'an error needs a code of five digits');
  }
  const fields = Array.isArray(given.fields) ? given.fields.map(String) : [];
  const { description } = given;
  return { code, fields, description: typeof description === 'string' ? description : '' };
}
