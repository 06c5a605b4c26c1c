import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { form, soleProprietorForm } from './forms.js';
import { RunningCompliance } from './running-compliance.js';
import type { Seen } from './twilio-proxy.js';

const folder = process.env['TWILIO_OAI_DIR'];
const FILES: Readonly<Record<string, string>> = {
  'api.twilio.com': 'twilio_api_v2010.json',
  'events.twilio.com': 'twilio_events_v1.json',
  'messaging.twilio.com': 'twilio_messaging_v1.json',
  'trusthub.twilio.com': 'twilio_trusthub_v1.json',
};

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[];
  readonly requestBody?: {
    readonly content: Readonly<
      Record<
        string,
        { readonly schema: { readonly properties?: object; readonly required?: readonly string[] } }
      >
    >;
  };
}
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const documents = new Map<string, Paths>();

function pathsOf(host: string): Paths {
  const known = documents.get(host);
  if (known) return known;
  const text = readFileSync(join(folder ?? '', FILES[host] ?? 'none'), 'utf8');
  const { paths } = JSON.parse(text) as { paths: Paths };
  documents.set(host, paths);
  return paths;
}

/** What is wrong with a request; nothing when it is as Twilio describes it. */
function faultsOf({ host, method, path, names }: Seen): string[] {
  const paths = pathsOf(host);
  const template = Object.keys(paths)
    .filter((each) =>
      new RegExp(`^${each.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
    )
    .toSorted((a, b) => a.split('{').length - b.split('{').length)[0];
  const operation = template && paths[template]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${host}${path} is not described`];
  const [content] = Object.values(operation.requestBody?.content ?? {});
  const query = (operation.parameters ?? []).flatMap((each) =>
    each.in === 'query' ? (each.name ?? []) : [],
  );
  const known = new Set(method === 'GET' ? query : Object.keys(content?.schema.properties ?? {}));
  const missing =
    method === 'GET'
      ? []
      : (content?.schema.required ?? []).filter((name) => !names.includes(name));
  return [
    ...names.filter((name) => !known.has(name)).map((name) => `${method} ${template}: ${name}?`),
    ...missing.map((name) => `${method} ${template}: without ${name}`),
  ];
}

(folder ? describe : describe.skip)('what Twilio is asked', () => {
  let running: RunningCompliance;
  beforeAll(async () => {
    running = await RunningCompliance.start();
    running.hearNews();
  }, 60_000);
  afterAll(() => running.stop());

  test('is as it describes itself', async () => {
    const { tenantId, accountSid } = await running.business();
    for (const kind of ['brand', 'campaign', 'number']) {
      await running.decide(accountSid, kind, 'rejected');
      expect((await running.submit(tenantId, form())).status).toBe(202);
      await running.reaches(tenantId, kind === 'brand' ? 'needs_tax_number' : 'rejected');
    }
    expect((await running.submit(tenantId, form())).status).toBe(202);
    await running.reaches(tenantId, 'approved');
    const alone = await running.business();
    await running.submit(alone.tenantId, soleProprietorForm());
    await running.reaches(alone.tenantId, 'needs_otp');
    const seen = [...running.proxy.of(accountSid), ...running.proxy.of(alone.accountSid)];
    expect([...new Set(seen.flatMap(faultsOf))]).toEqual([]);
    expect(new Set(seen.map(({ host }) => host))).toEqual(new Set(Object.keys(FILES)));
    expect(seen.some(({ method }) => method === 'DELETE')).toBe(true);
  }, 90_000);
});
