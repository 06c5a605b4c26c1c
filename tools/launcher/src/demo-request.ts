/** What the demo reads of answers. */
export interface Answer {
  readonly id: string;
  readonly secret: string;
  readonly accessToken: string;
  readonly version: string;
  readonly state: string;
}

export type Call = (
  method: string,
  path: string,
  body?: object,
  idempotencyKey?: string,
) => Promise<Answer>;

/** Requests to the public API. @param credential none to sign in */
export function caller(baseUrl: string, credential: string | null, tenantId?: string): Call {
  return async (method, path, body, idempotencyKey) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(tenantId ? { 'x-tenant-id': tenantId } : {}),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answer: unknown = await response.json();
    if (!response.ok)
      throw new Error(
        `The demo business could not be made: ${method} ${path} answered ${JSON.stringify(answer)}`,
      );
    return answer as Answer;
  };
}
