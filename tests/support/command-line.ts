import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Place } from './business.js';

const OPERATOR = fileURLToPath(new URL('../../tools/operator/dist/main.js', import.meta.url));

export interface Said {
  readonly code: number;
  readonly out: string;
}

/** What `npm run -s operator -- <args>` does, against a running product that has built it. */
export async function operate(
  { url, operatorKey }: Pick<Place, 'url' | 'operatorKey'>,
  ...args: readonly string[]
): Promise<Said> {
  const child = spawn(process.execPath, [OPERATOR, ...args], {
    env: { PATH: process.env['PATH'], FIELDLINE_URL: url, FIELDLINE_OPERATOR_KEY: operatorKey },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return { code: Number(code), out: out.trim() };
}
