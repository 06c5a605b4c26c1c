export interface FieldError {
  /** A path into what was sent: `items.0.name`. */
  readonly field: string;
  /** What a program decides by, where one needs to: `required`, `too_long`, … */
  readonly code?: string;
  /** What is wrong with it, without its value. */
  readonly message: string;
}

export interface ProblemOptions {
  /** Stable, snake_case: what a program decides by. */
  readonly code: string;
  /** The HTTP status, 400 to 599. */
  readonly status: number;
  /** The code in words when omitted. */
  readonly title?: string;
  /** One sentence for a person: no values, no internals. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Further members of the answer, for instance who holds a claim. `retryAfterSeconds` also becomes a header. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** Logged for 5xx, never answered. */
  readonly cause?: unknown;
}

/**
 * An error whose code, status and detail are meant for the caller; the answer is RFC 9457 problem+json.
 * Rooms declare theirs beside the code that throws them.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: FieldError[];
  readonly extras?: Record<string, unknown>;

  constructor({ code, status, title, detail, errors, extras, cause }: ProblemOptions) {
    super(detail, { cause });
    this.code = code;
    this.status = status;
    this.title = title ?? inWords(code);
    this.detail = detail;
    if (errors) this.errors = [...errors];
    if (extras) this.extras = { ...extras };
  }
}

function inWords(code: string): string {
  return code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
}
