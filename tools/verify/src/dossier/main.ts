import { readFile } from 'node:fs/promises';
import { DOSSIER_USAGE, readDossierCommand } from './dossier.command.js';
import { readDossier } from './dossier.file.js';
import { exitCodeOf, toDossierJson, toDossierLines } from './dossier.report.js';
import { PublishedSeals } from './published-seals.js';
import { verifyDossier } from './verify-dossier.js';

const COULD_NOT_READ = 2;

/** @returns the exit code */
export async function runDossier(args: readonly string[]): Promise<number> {
  try {
    return await run(args);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Could not verify: ${message}\n`);
    return COULD_NOT_READ;
  }
}

async function run(args: readonly string[]): Promise<number> {
  const { file, sealFiles, laterFile, json, help } = readDossierCommand(args);
  if (help || file === undefined) {
    process.stdout.write(DOSSIER_USAGE);
    return 0;
  }
  const dossier = readDossier(await readFile(file, 'utf8'));
  const seals = new PublishedSeals();
  for (const each of sealFiles) seals.add(await readFile(each, 'utf8'));
  const later =
    laterFile === undefined ? undefined : readDossier(await readFile(laterFile, 'utf8'));
  const findings = verifyDossier(dossier, { seals, later });
  const lines = (): string => `${toDossierLines(dossier, findings).join('\n')}\n`;
  process.stdout.write(json ? toDossierJson(dossier, findings) : lines());
  return exitCodeOf(findings);
}
