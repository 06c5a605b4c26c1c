/** An error as Twilio's API answers it: `{code, message, more_info, status}`. */
export class TwilioError extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  toBody(): TwilioErrorBody {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

export interface TwilioErrorBody {
  code: number;
  message: string;
  more_info: string;
  status: number;
}

const STATUS_BY_CODE: Readonly<Record<number, number>> = {
  20003: 401,
  20004: 405,
  20005: 403,
  20009: 409,
  20404: 404,
  20429: 429,
  20500: 500,
  20503: 503,
};

/** Status of the HTTP answer that carries an error code; 400 unless Twilio documents another. */
export function httpStatusOf(code: number): number {
  return STATUS_BY_CODE[code] ?? 400;
}

export const unauthenticated = () => new TwilioError(401, 20003, 'Authenticate');
export const accountNotActive = () => new TwilioError(403, 20005, 'Account not active');
export const tooManyRequests = () => new TwilioError(429, 20429, 'Too Many Requests');
export const serverError = () =>
  new TwilioError(500, 20500, 'An internal server error has occurred');
export const invalidParameter = (message: string) => new TwilioError(400, 20001, message);
export const notFound = (path: string) =>
  new TwilioError(404, 20404, `The requested resource ${path} was not found`);

/** Errors of the HTTP layer: a body too large, a content type that isn't a form. */
export function asTwilioError(error: unknown): TwilioError {
  if (error instanceof TwilioError) return error;
  const { statusCode, message }: Partial<Record<string, unknown>> = { ...Object(error) };
  const isClientError = typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
  if (!isClientError) return serverError();
  return new TwilioError(statusCode, 20001, typeof message === 'string' ? message : 'Bad request');
}
