import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as contracts from '@fieldline/contracts';
import { SERVICES, TOPICS_HEARD } from './services.js';

const DECLARED = new Map<string, unknown>(Object.entries(contracts));
const ROOT = join(import.meta.dirname, '../../../services');

/** Topics of the events that a service's source marks with @OnEvent. */
function topicsIn(service: string): string[] {
  const source = join(ROOT, service, 'src');
  const topics = new Set<string>();
  for (const path of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.listener.ts')) continue;
    for (const [, name = ''] of readFileSync(join(source, path), 'utf8').matchAll(
      /@OnEvents?\((\w+)\)/g,
    )) {
      topics.add(contracts.eventMeta(DECLARED.get(name) as contracts.EventClass).topic);
    }
  }
  return [...topics].toSorted();
}

describe('TOPICS_HEARD', () => {
  test.each(SERVICES)('is what the listeners of %s say', (service) => {
    expect(TOPICS_HEARD[service]).toEqual(topicsIn(service));
  });
});
