import type { UpsertEmployee } from '@fieldline/contracts';
import type { Transaction } from '@fieldline/database';
import { carrierNamed, type CountryCode, tenDigitsOf } from '@fieldline/sms';
import { type Change, type RecordKind, withE164 } from '../record/record.kind.js';
import { Employee } from './employee.entity.js';
import { invalidTextNumber, unknownCarrier } from './employee.errors.js';
import { changedFact } from './employee.fact.js';

/** What a business's program may set. */
export type EmployeeFields = Pick<
  Employee,
  'name' | 'email' | 'smsNumber' | 'textNumber' | 'textCarrier' | 'sourceVersion'
>;

export const employeeKind: RecordKind<Employee, EmployeeFields, UpsertEmployee> = {
  name: 'employee',
  Entity: Employee,
  toChange: toEmployeeChange,
  toNew: newEmployee,
  update: updateEmployees,
  toFact: changedFact,
};

/** What a command says, and what is wrong with it: invalid_number, unknown_carrier. */
export function toEmployeeChange(
  { textAddress, ...command }: UpsertEmployee,
  country: CountryCode,
): Change<EmployeeFields> {
  const { change, problems } = withE164(command, country);
  if (textAddress === undefined) return { change, problems };
  if (textAddress === null)
    return { change: { ...change, textNumber: null, textCarrier: null }, problems };
  const textNumber = tenDigitsOf(textAddress.number, country);
  const textCarrier = carrierNamed(textAddress.carrier)?.name;
  if (!textCarrier) problems.push(unknownCarrier());
  if (textNumber === undefined) problems.push(invalidTextNumber());
  return { change: { ...change, textNumber, textCarrier }, problems };
}

/** @returns the fields of a new employee, or the names of those that are missing */
export function newEmployee(
  change: Partial<EmployeeFields>,
): EmployeeFields | { readonly missing: string[] } {
  const { name } = change;
  if (!name) return { missing: ['name'] };
  return {
    name,
    email: change.email ?? null,
    smsNumber: change.smsNumber ?? null,
    textNumber: change.textNumber ?? null,
    textCarrier: change.textCarrier ?? null,
    sourceVersion: change.sourceVersion ?? null,
  };
}

async function updateEmployees(
  tx: Transaction,
  tenantId: string,
  employees: readonly Employee[],
): Promise<void> {
  await tx.query(
    `UPDATE employee SET name = e.name, email = e.email, sms_number = e."smsNumber",
            recipient_id = e."recipientId", text_number = e."textNumber",
            text_carrier = e."textCarrier", source_version = e."sourceVersion",
            version = e.version, updated_at = e."updatedAt"
       FROM jsonb_to_recordset($2::jsonb) AS e (id uuid, name text, email text, "smsNumber" text,
            "recipientId" uuid, "textNumber" text, "textCarrier" text,
            "sourceVersion" bigint, version bigint, "updatedAt" timestamptz)
      WHERE employee.tenant_id = $1 AND employee.id = e.id`,
    [tenantId, JSON.stringify(employees)],
  );
}
