const TOO_MANY_REQUESTS = 429;
/** Ours to mend, or to wait for: the question itself may be right. */
const NOT_THE_QUESTION = new Set([401, 403, TOO_MANY_REQUESTS]);
/** Says nothing about whether the request was taken. */
const REQUEST_TIMEOUT = 408;
/** The connection was never made, so nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * How a call ended that wasn't answered well:
 * - `refused`: Twilio won't have it so
 * - `busy`: it surely wasn't done, and may be asked again
 * - `unknown`: it may have been done
 */
export type FailureKind = 'refused' | 'busy' | 'unknown';

interface Told {
  readonly status?: number | undefined;
  readonly code?: number | null;
  readonly reason: string;
}

/**
 * A call to Twilio that failed. What the SDK throws holds the request and its answer, and with them what
 * must not be kept: of it only status and code are taken, never a cause.
 */
export class TwilioFailure extends Error {
  override readonly name = 'TwilioFailure';
  /** Of the answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Twilio's own code for it. */
  readonly code: number | null;

  constructor(
    readonly kind: FailureKind,
    { status, code = null, reason }: Told,
  ) {
    super(`Twilio: ${reason}${code === null ? '' : ` (${code})`}`);
    this.status = status;
    this.code = code;
  }

  static of(error: unknown): TwilioFailure {
    if (error instanceof TwilioFailure) return error;
    const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown };
    if (typeof status !== 'number') return withoutAnswer(error);
    const told = { status, code: numberOf(code), reason: `HTTP ${status}` };
    if (NOT_THE_QUESTION.has(status)) return new TwilioFailure('busy', told);
    const isRefusal = status >= 400 && status < 500 && status !== REQUEST_TIMEOUT;
    return new TwilioFailure(isRefusal ? 'refused' : 'unknown', told);
  }
}

function withoutAnswer(error: unknown): TwilioFailure {
  const reason = reasonOf(error);
  return new TwilioFailure(NEVER_SENT.has(reason) ? 'busy' : 'unknown', { reason });
}

/** Only names of errors: their messages may hold anything. */
function reasonOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code)) return code;
  return cause === undefined ? 'no answer' : reasonOf(cause);
}

function numberOf(code: unknown): number | null {
  return typeof code === 'number' && Number.isInteger(code) ? code : null;
}
