// Writes docs/events. `npm run docs:events` builds this file and runs it.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { eventDocuments } from './event-documents.js';
import { eventCatalogue } from './index.js';

const folder = new URL('../../../docs/events/', import.meta.url);
const documents = eventDocuments(eventCatalogue());

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder))
  if (file.endsWith('.json') && !Object.hasOwn(documents, file)) rmSync(new URL(file, folder));
for (const [file, text] of Object.entries(documents)) writeFileSync(new URL(file, folder), text);
