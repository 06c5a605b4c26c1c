import type { Request } from './arguments.js';

interface ProblemDocument {
  readonly code?: string;
  readonly detail?: string;
  /** What is wrong with which field of the request. */
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

/** The API's own refusal: `code` and `detail` of its problem document, and a line for each wrong field. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly problem: ProblemDocument,
  ) {
    const { code, detail, errors = [] } = problem;
    const lines = errors.map(({ field, message }) => `  ${field}: ${message}`);
    super([`${detail ?? 'The API refused.'} (${code ?? status})`, ...lines].join('\n'));
  }
}

/** Nobody answered, or nobody of ours. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export interface Api {
  readonly url: string;
  readonly key: string;
}

/** Replays may take half a minute; the gateway itself waits no longer. */
const TIMEOUT_MS = 40_000;

/** @throws ApiProblem, Unreachable */
export async function ask(
  { url, key }: Api,
  { method, path, body }: Pick<Request, 'method' | 'path' | 'body'>,
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(new URL(path, url), {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Unreachable(`No answer from ${url}.`, { cause: error });
  }
  const answer = await response.json().catch(() => undefined);
  if (typeof answer !== 'object' || answer === null)
    throw new Unreachable(`What answers at ${url} is not Fieldline's API.`);
  if (!response.ok) throw new ApiProblem(response.status, answer);
  return answer;
}
