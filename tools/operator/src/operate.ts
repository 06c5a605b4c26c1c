import type {
  DeadLetterDetail,
  DeadLetterPage,
  DeadLetterResolved,
  RepublicationPage,
  RepublicationView,
} from '@fieldline/contracts';
import { type Api, ApiProblem, ask, Unreachable } from './api.js';
import { readCommand, type Request } from './arguments.js';
import {
  inWordsProgress,
  inWordsRepublication,
  inWordsRepublications,
} from './republication.words.js';
import { USAGE, UsageError } from './usage.js';
import { watch } from './watch.js';
import { inWordsDetail, inWordsPage, inWordsResolved } from './words.js';

export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const;

export interface Output {
  out(text: string): void;
  err(text: string): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_URL = 'http://127.0.0.1:3000';

/** Does what the command line says. @returns the exit code, as the usage lists them */
export async function operate(
  argv: readonly string[],
  environment: Environment,
  output: Output,
): Promise<number> {
  try {
    const { request, json } = readCommand(argv);
    if (!request) {
      output.out(USAGE);
      return EXIT.done;
    }
    const api = apiOf(environment);
    const answer = await ask(api, request);
    if (request.verb === 'republish')
      return await follow(api, answer as RepublicationView, json, output);
    output.out(json ? JSON.stringify(answer, null, 2) : inWords(request, answer));
    return hasFailed(answer) ? EXIT.refused : EXIT.done;
  } catch (error) {
    return complain(error, argv.includes('--json'), output);
  }
}

/** What is begun goes on by itself: who stops looking stops nothing. */
async function follow(
  api: Api,
  begun: RepublicationView,
  json: boolean,
  { out, err }: Output,
): Promise<number> {
  if (!json) err(`${begun.id} has begun. Ctrl-C leaves it running.`);
  const ended = await watch(api, begun, (now) => {
    if (!json && now.state === 'running') err(inWordsProgress(now));
  });
  out(json ? JSON.stringify(ended, null, 2) : inWordsProgress(ended));
  return ended.state === 'failed' ? EXIT.refused : EXIT.done;
}

function apiOf({ FIELDLINE_OPERATOR_KEY: key, FIELDLINE_URL }: Environment): Api {
  const url = FIELDLINE_URL || DEFAULT_URL;
  if (!key) throw new UsageError('Set FIELDLINE_OPERATOR_KEY to an operator’s API key');
  if (!URL.canParse(url)) throw new UsageError('FIELDLINE_URL is not an address');
  return { url, key };
}

function inWords({ noun, verb }: Request, answer: unknown): string {
  if (noun === 'republications')
    return verb === 'list'
      ? inWordsRepublications(answer as RepublicationPage)
      : inWordsRepublication(answer as RepublicationView);
  if (verb === 'list') return inWordsPage(answer as DeadLetterPage);
  if (verb === 'show') return inWordsDetail(answer as DeadLetterDetail);
  return inWordsResolved(answer as DeadLetterResolved);
}

function hasFailed(answer: unknown): boolean {
  return (answer as Partial<DeadLetterResolved>).outcome === 'failed';
}

function complain(error: unknown, json: boolean, { out, err }: Output): number {
  if (error instanceof UsageError) {
    err(`${error.message}\n\n${USAGE}`);
    return EXIT.usage;
  }
  if (error instanceof ApiProblem) {
    if (json) out(JSON.stringify(error.problem, null, 2));
    else err(error.message);
    return error.status >= 500 ? EXIT.unreachable : EXIT.refused;
  }
  if (error instanceof Unreachable) {
    err(error.message);
    return EXIT.unreachable;
  }
  throw error;
}
