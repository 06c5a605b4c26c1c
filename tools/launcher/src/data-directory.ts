import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const NOTE = 'events.json';
export const EMBEDDED_LOG = 'the embedded log';

/**
 * Makes the data directory, and notes in it where its events are. What one transport has under way
 * the other knows nothing of, so a directory stays with the one that it began with.
 * @param events where the events are, in words: `Kafka at kafka:9092`
 * @returns its full path
 * @throws Error when it began with another
 */
export function openDataDirectory(path: string, events: string): string {
  const dataDir = resolve(path);
  mkdirSync(dataDir, { recursive: true });
  const known = notedEvents(dataDir);
  if (known !== undefined && known !== events)
    throw new Error(
      `The data in ${dataDir} has its events in ${known}, and this start has them in ${events}: ` +
        `what is under way would be lost. Choose another directory with DATA_DIR.`,
    );
  writeFileSync(join(dataDir, NOTE), `${JSON.stringify({ events })}\n`);
  return dataDir;
}

function notedEvents(dataDir: string): string | undefined {
  const note = join(dataDir, NOTE);
  // The first versions made no note, and had no other way.
  if (!existsSync(note))
    return existsSync(join(dataDir, 'secrets.json')) ? EMBEDDED_LOG : undefined;
  const { events } = JSON.parse(readFileSync(note, 'utf8')) as { events: string };
  return events;
}
