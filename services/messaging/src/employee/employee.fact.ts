import { EmployeeChanged } from '@fieldline/contracts';
import { type NewEvent, stateFact } from '@fieldline/events';
import { Employee } from './employee.entity.js';

/** What the others know an employee by. */
export function toEmployeeChanged(employee: Employee): EmployeeChanged {
  return {
    employeeId: employee.id,
    externalId: employee.externalId,
    recipientId: employee.recipientId,
    changedAt: employee.updatedAt.toISOString(),
    version: employee.version,
  };
}

export const employeeFact = stateFact({
  type: EmployeeChanged,
  entity: Employee,
  id: 'id',
  toPayload: toEmployeeChanged,
});

export function changedFact(employee: Employee): NewEvent<EmployeeChanged> {
  const { tenantId } = employee;
  return { type: EmployeeChanged, tenantId, payload: toEmployeeChanged(employee) };
}
