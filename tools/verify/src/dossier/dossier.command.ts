import { parseArgs } from 'node:util';

export const DOSSIER_USAGE = `Verifies the dossier of a text, without any database.

  npm run -s verify:dossier -- dossier.json [options]

  --seals <file>   seals as they were published, a fact of the topics *.day on each line;
                   several times for several
  --later <file>   a dossier of the same text that was made later: its proofs count for this one
  --json           one JSON document instead of lines
  --help

Ends with 0 when all of it is as it was sealed and published, 3 when nothing speaks against it and a
part isn't proven: not sealed yet, or open, as all is without --seals; 1 when it contradicts itself
or a seal, 2 when it could not be read.
`;

export interface DossierCommand {
  readonly file: string | undefined;
  readonly sealFiles: readonly string[];
  readonly laterFile: string | undefined;
  readonly json: boolean;
  readonly help: boolean;
}

const OPTIONS = {
  seals: { type: 'string', multiple: true, default: [] as string[] },
  later: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. @throws Error saying what is wrong with it */
export function readDossierCommand(args: readonly string[]): DossierCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
  });
  const { seals, later, json, help } = values;
  if (positionals.length > 1) throw new Error('one dossier at a time');
  if (positionals.length === 0 && !help) throw new Error('which dossier? See --help');
  return { file: positionals[0], sealFiles: seals, laterFile: later, json, help };
}
