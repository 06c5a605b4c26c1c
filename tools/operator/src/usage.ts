export const USAGE = `The operator's command line of Fieldline.

  npm run -s operator -- dead-letters list [--state open|replayed|dropped|all] [--reason malformed|failed|parked]
                                           [--topic TOPIC] [--type TYPE] [--limit 1-200] [--cursor CURSOR]
  npm run -s operator -- dead-letters show ID
  npm run -s operator -- dead-letters replay ID --reason "why"
  npm run -s operator -- dead-letters drop ID --reason "why"
  npm run -s operator -- republish FACT… [--tenant ID] --reason "why"
  npm run -s operator -- republications list [--limit 1-200] [--cursor CURSOR]
  npm run -s operator -- republications show ID

  --json       the API's answer instead of words, errors too
  --help       this text

Environment
  FIELDLINE_OPERATOR_KEY   an operator's API key
  FIELDLINE_URL            the API; http://127.0.0.1:3000 when not set

Exit codes
  0  done
  1  refused, not found, or it failed: the replay again, or the republication
  2  not understood: nothing was asked
  3  no answer: the API is away, or could not do it just now
`;

/** The command line can't be understood: nothing has been asked of the API. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
