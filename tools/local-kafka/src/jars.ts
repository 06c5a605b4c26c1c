import { readFileSync } from 'node:fs';

export interface Jar {
  /** Its place in a Maven repository: group/artifact/version/file.jar */
  path: string;
  sha256: string;
  bytes: number;
}

export function parseJars(text: string): Jar[] {
  return text
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => {
      const [sha256, bytes, path] = line.split(' ');
      if (!/^[0-9a-f]{64}$/.test(sha256 ?? '') || !Number(bytes) || !path?.endsWith('.jar')) {
        throw new Error(`jars.txt has a line that is no jar: ${line}`);
      }
      return { sha256: sha256!, bytes: Number(bytes), path };
    });
}

export const JARS = parseJars(readFileSync(new URL('../jars.txt', import.meta.url), 'utf8'));

export const KAFKA_VERSION = kafkaVersion(JARS);

function kafkaVersion(jars: Jar[]): string {
  const clients = jars.find(({ path }) => path.includes('/kafka-clients/'));
  if (!clients) throw new Error('jars.txt names no kafka-clients.');
  return clients.path.split('/').at(-2)!;
}
