import { derivedId, type DossierView, type EvidenceChain } from '@fieldline/contracts';
import { firstLink, FORMAT, rootOf } from '@fieldline/seal';
import { recordsOf } from './dossier.file.js';
import { broken, type Finding, open, proven } from './finding.js';
import type { PublishedSeals } from './published-seals.js';

/** Whether each seal follows from the one before it, and is the one that was told when it was made. */
export function chainFindings(dossier: DossierView, told: PublishedSeals): Finding[] {
  const { tenantId, chains } = dossier;
  const names = new Set(chains.map(nameOf));
  if (names.size < chains.length) return [broken('A table has more than one chain of seals.')];
  return chains.flatMap((chain) => {
    const fault = faultOf(chain, tenantId);
    if (fault) return [broken(`The seals of ${nameOf(chain)} ${fault}.`)];
    const days = recordsOf(dossier)
      .filter((record) => nameOf(record) === nameOf(chain) && record.inclusion !== null)
      .map(({ day }) => day);
    return [proven(followed(chain, tenantId)), ...compared(chain, told, days)];
  });
}

export function nameOf({ service, table }: Pick<EvidenceChain, 'service' | 'table'>): string {
  return `${service}.${table}`;
}

function faultOf(chain: EvidenceChain, tenantId: string): string | undefined {
  const { chainId, format, previousRoot, seals, table } = chain;
  if (format !== FORMAT) return `are of another form than ${FORMAT}`;
  if (chainId !== derivedId('seal', tenantId, table)) return `are not this business's`;
  if (seals.length === 0) return 'are missing';
  let previous = { root: previousRoot, day: '' };
  for (const seal of seals) {
    if (seal.day <= previous.day) return `are not in the order of their days at ${seal.day}`;
    if (seal.root !== rootOf({ ...seal, table, previousRoot: previous.root }))
      return `don't follow from each other at ${seal.day}`;
    previous = seal;
  }
  return undefined;
}

function followed(chain: EvidenceChain, tenantId: string): string {
  const { seals, previousRoot, table } = chain;
  const [first, last] = [seals[0]!.day, seals.at(-1)!.day];
  const beginning = previousRoot === firstLink(tenantId, table) ? ', the first of all' : '';
  return `The seals of ${nameOf(chain)} follow from each other, from ${first}${beginning} to ${last}.`;
}

/**
 * A chain that was made up is consistent too, as a whole or from some day on: only what was told before
 * shows that.
 * @param days of its records that are sealed
 */
function compared(chain: EvidenceChain, told: PublishedSeals, days: readonly string[]): Finding[] {
  const known = chain.seals.filter(({ day }) => told.rootOf(chain.chainId, day) !== undefined);
  const others = known.filter(({ day, root }) => told.rootOf(chain.chainId, day) !== root);
  const name = nameOf(chain);
  if (others.length > 0)
    return [broken(`The seal of ${name} of ${others[0]!.day} is not the one that was published.`)];
  const last = known.at(-1)?.day;
  const later = days.filter((day) => last === undefined || day > last);
  return [
    ...(last === undefined ? [] : [lastKnown(chain, last)]),
    ...(later.length > 0 ? [notCompared(name, later, last)] : []),
  ];
}

function notCompared(name: string, days: readonly string[], last: string | undefined): Finding {
  const after = last === undefined ? '' : ` after ${last}`;
  return open(
    `${days.length} row(s) of ${name}${after} were not compared with published seals, and could have been made up: give those by --seals.`,
  );
}

function lastKnown(chain: EvidenceChain, day: string): Finding {
  const first = chain.seals[0]!.day;
  return proven(
    `The seal of ${nameOf(chain)} of ${day} is the one that was published, and with it all from ${first} to then.`,
  );
}
