import { parseRef } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { In } from 'typeorm';
import { Employee } from './employee.entity.js';
import { employeesNameless, employeesNotFound } from './employee.errors.js';

/**
 * The employees that a caller names, in that order, each once.
 * @throws Problem not_found, invalid_request with the places of those that aren't there, or can't be
 */
export async function namedEmployees(
  tx: Transaction,
  tenantId: string,
  names: readonly string[],
): Promise<Employee[]> {
  const refs = names.map(parseRef);
  const nameless = gaps(refs);
  if (nameless.length > 0) throw employeesNameless(nameless);
  const ids = refs.flatMap((ref) => (ref && 'id' in ref ? [ref.id] : []));
  const externalIds = refs.flatMap((ref) => (ref && 'externalId' in ref ? [ref.externalId] : []));
  const rows = await tx.find(Employee, {
    where: [
      { tenantId, id: In(ids) },
      { tenantId, externalId: In(externalIds) },
    ],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byExternalId = new Map(rows.map((row) => [row.externalId, row]));
  const found = refs.map((ref) => {
    if (!ref) return undefined;
    return 'id' in ref ? byId.get(ref.id.toLowerCase()) : byExternalId.get(ref.externalId);
  });
  const missing = gaps(found);
  if (missing.length > 0) throw employeesNotFound(missing);
  return [...new Set(found as Employee[])];
}

function gaps(list: readonly unknown[]): number[] {
  return list.flatMap((each, place) => (each === undefined ? [place] : []));
}
