import { PROBLEM_TYPE } from './problem-answer.js';
import { type FieldError, Problem } from './problem.js';
import { serviceUnavailable } from './problems.js';

const MAX_BYTES = 20 * 1024 * 1024;

/**
 * What a service answered: its JSON, undefined when empty.
 * @throws Problem the service's own, or `service_unavailable` for an answer that isn't ours
 */
export async function readAnswer(response: Response, name: string): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  const text = await readText(response, name);
  if (response.ok && text === '') return undefined;
  const json = /^application\/(?:problem\+)?json\b/.test(type) ? parse(text) : undefined;
  if (response.ok && json !== undefined) return json;
  const problem = type.startsWith(PROBLEM_TYPE) ? problemOf(json, response.status) : undefined;
  throw problem ?? strange(name, `answered ${response.status} without a problem document`);
}

async function readText(response: Response, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw strange(name, `answered more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(json: unknown, status: number): Problem | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { type, traceId, code, title, detail, errors, status: _, ...extras } = json as Members;
  if (typeof code !== 'string' || typeof detail !== 'string') return undefined;
  return new Problem({
    code,
    status,
    detail,
    ...(typeof title === 'string' && { title }),
    ...(Array.isArray(errors) && { errors: errors as FieldError[] }),
    ...(Object.keys(extras).length > 0 && { extras }),
    cause: new Error(`${String(type)} in trace ${String(traceId)}`),
  });
}

type Members = Record<string, unknown>;

function strange(name: string, what: string): Problem {
  const detail = `The ${name} service is not available. Try again shortly.`;
  return serviceUnavailable(detail, new Error(`${name} ${what}`));
}
