import { createHash } from 'node:crypto';

const STYLE = `
  :root { color-scheme: light dark }
  body { font: 17px/1.5 system-ui, sans-serif; margin: 8vh auto; max-width: 30rem; padding: 0 1rem }
  h1 { font-size: 1.6rem; line-height: 1.2 }
  table { border-collapse: collapse; width: 100%; margin: 1.5rem 0 }
  caption { text-align: left; font-weight: 600 }
  th { text-align: left; font-weight: 400 }
  td { text-align: right; font-variant-numeric: tabular-nums }
  th, td { border-bottom: 1px solid #8888; padding: .5rem 0 }
  tfoot th, tfoot td { font-weight: 600; border-bottom: 0 }
  form { display: inline-block; margin: 0 .75rem .75rem 0 }
  form.wide { display: block; margin-right: 0 }
  fieldset { border: 0; margin: 1.5rem 0; padding: 0 }
  legend { font-weight: 600; padding: 0 }
  label { display: flex; gap: .75rem; align-items: center; border-bottom: 1px solid #8888; padding: .5rem 0; cursor: pointer }
  label .price { margin-left: auto; text-align: right; font-variant-numeric: tabular-nums }
  input { width: 1.2rem; height: 1.2rem; flex: none }
  button { font: inherit; padding: .6rem 1.2rem; border: 2px solid #1857a4; border-radius: .4rem; background: none; color: inherit; cursor: pointer }
  button.main { background: #1857a4; color: #fff }
  button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid #e08a00; outline-offset: 2px }
  .note { border-left: 4px solid #e08a00; padding-left: .8rem }
`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/**
 * No script, nothing from elsewhere, in nobody's frame, in no cache, and its address told to nobody.
 * @param formAction where its forms may lead, as a policy's sources
 */
export function headersWith({
  formAction,
}: {
  readonly formAction: string;
}): Readonly<Record<string, string>> {
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex',
  };
}

export const PAGE_HEADERS = headersWith({ formAction: `'self'` });

/** Text in a page, made by the tag `html`: everything else is escaped there. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | readonly Html[] | number | string;

/** A piece of a page; what isn't Html itself is text. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(parts.reduce((text, part, index) => text + textOf(values[index - 1]!) + part));
}

export const NOTHING = new Html('');
/** Its hash stands in the headers: every character counts. */
const STYLE_ELEMENT = new Html(`<style>${STYLE}</style>`);

export function page(title: string, content: Html): string {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Fieldline</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
        </main>
      </body>
    </html> `;
  return text;
}

/** What is paid comes in whole cents. */
export function dollars(micros: number): string {
  return (micros / 1_000_000).toLocaleString('en-US', { style: 'currency', currency: 'USD' });
}

function textOf(part: Part): string {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map((each) => each.text).join('');
  return escape(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
