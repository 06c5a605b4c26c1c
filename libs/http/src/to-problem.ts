/**
 * Every error becomes a problem here. Messages of frameworks, databases and clients are never
 * passed on: they quote URLs, values and SQL.
 */
import { HttpException } from '@nestjs/common';
import { Problem } from './problem.js';
import {
  forbidden,
  internalError,
  invalidRequest,
  malformedJson,
  notFound,
  payloadTooLarge,
  serviceUnavailable,
  unauthorized,
  unsupportedMediaType,
} from './problems.js';

const malformedUrl = () =>
  new Problem({ code: 'malformed_url', status: 400, detail: 'The URL is not valid.' });
const uriTooLong = () =>
  new Problem({ code: 'uri_too_long', status: 414, detail: 'The URL is too long.' });
const incompleteBody = () =>
  new Problem({
    code: 'malformed_request',
    status: 400,
    detail: 'The body does not match its announced length.',
  });

const BY_FASTIFY_CODE: Readonly<Record<string, () => Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: payloadTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: unsupportedMediaType,
  FST_ERR_CTP_INVALID_JSON_BODY: malformedJson,
  FST_ERR_CTP_EMPTY_JSON_BODY: () => malformedJson('The body is empty.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: incompleteBody,
  FST_ERR_BAD_URL: malformedUrl,
  FST_ERR_MAX_PARAM_LENGTH: uriTooLong,
  FST_ERR_NOT_FOUND: notFound,
  // The caller went away in the middle of its body.
  ECONNRESET: incompleteBody,
};

const BY_STATUS: Readonly<Record<number, () => Problem>> = {
  400: () => invalidRequest([]),
  401: unauthorized,
  403: forbidden,
  404: notFound,
  413: payloadTooLarge,
  414: uriTooLong,
  415: unsupportedMediaType,
  503: serviceUnavailable,
};

const CODES: Readonly<Record<number, string>> = {
  405: 'method_not_allowed',
  406: 'not_acceptable',
  408: 'request_timeout',
  409: 'conflict',
  410: 'gone',
  412: 'precondition_failed',
  422: 'unprocessable',
  429: 'too_many_requests',
  431: 'headers_too_large',
};

/** The problem for any thrown value; what isn't meant for callers becomes `internal_error`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return ofHttpException(error);
  return ofFastify(error) ?? ofDatabase(error) ?? internalError(error);
}

/** The problem for a bare status: 4xx keep theirs, everything else is ours to answer for. */
export function problemOfStatus(status: number): Problem {
  const known = BY_STATUS[status];
  if (known) return known();
  if (status < 400 || status > 499) return internalError();
  const code = CODES[status] ?? 'refused';
  return new Problem({ code, status, detail: 'The request was refused.' });
}

function ofHttpException(error: HttpException): Problem {
  const specific = ofFastify(error.cause);
  if (specific) return specific;
  const problem = problemOfStatus(error.getStatus());
  return problem.status === 500 ? internalError(error) : problem;
}

function ofFastify(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (typeof code !== 'string' || typeof statusCode !== 'number' || statusCode >= 500) {
    return undefined;
  }
  if (!code.startsWith('FST_') && code !== 'ECONNRESET') return undefined;
  return BY_FASTIFY_CODE[code]?.() ?? problemOfStatus(statusCode);
}

/** Values that no row can have, as only a caller's can be: bad text, numbers, instants and ids. */
const IMPOSSIBLE_VALUE = new Set(['22021', '22P02', '22003', '22007', '22008']);
/** "Not now": no connection, no room, being shut down, too slow, a lock not had in time, a circle of locks. */
const NOT_NOW = /^(?:08|40001|40P01|53|57|55P03|ECONNREFUSED|ECONNRESET|ETIMEDOUT)/;
/** What TypeORM and pg say, without a code, of a connection that was lost between two statements. */
const LOST_CONNECTION =
  /already released|Connection terminated|not queryable|timeout exceeded when/i;

function ofDatabase(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string')
    return LOST_CONNECTION.test(error.message) ? serviceUnavailable(undefined, error) : undefined;
  if (IMPOSSIBLE_VALUE.has(code)) return invalidRequest([]);
  return NOT_NOW.test(code) ? serviceUnavailable(undefined, error) : undefined;
}
