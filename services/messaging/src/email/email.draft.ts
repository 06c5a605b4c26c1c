import { derivedId, recipientIdOf } from '@fieldline/contracts';
import { carrierNamed, gatewayAddress, gatewayOn } from '@fieldline/sms';
import type { Employee } from '../employee/employee.entity.js';
import { NO_TEXT_ADDRESS, type RefusalReason, SAME_NUMBER } from './email.errors.js';

/** An e-mail to one employee, as far as it doesn't depend on what it says. */
export interface Addressed {
  readonly id: string;
  readonly employeeId: string;
  readonly recipientId: string;
  /** The phone that it reaches. */
  readonly e164: string;
  readonly carrier: string;
  readonly toAddress: string;
}

export interface Refused {
  readonly employeeId: string;
  readonly error: RefusalReason;
}

interface Wanted {
  readonly tenantId: string;
  /** Of the request: with the employee it leads to the same e-mail, however often it comes. */
  readonly writeId: string;
  /** yyyy-mm-dd */
  readonly today: string;
}

/** Where each employee's e-mail goes, or why none does. A number that several have gets one. */
export function addressAll(
  { tenantId, writeId, today }: Wanted,
  employees: readonly Employee[],
): (Addressed | Refused)[] {
  const numbers = new Set<string>();
  return employees.map(({ id: employeeId, textNumber, textCarrier }) => {
    const carrier = textCarrier === null ? undefined : carrierNamed(textCarrier);
    if (textNumber === null || !carrier) return { employeeId, error: NO_TEXT_ADDRESS };
    const { status, advice } = gatewayOn(today, carrier);
    const toAddress = gatewayAddress(textNumber, carrier);
    if (status === 'none' || toAddress === undefined)
      return { employeeId, error: { code: 'carrier_without_gateway', detail: advice ?? '' } };
    if (status === 'retired')
      return { employeeId, error: { code: 'gateway_retired', detail: advice ?? '' } };
    if (numbers.has(textNumber)) return { employeeId, error: SAME_NUMBER };
    numbers.add(textNumber);
    const e164 = `+1${textNumber}`;
    return {
      id: derivedId('employee-email', writeId, employeeId),
      employeeId,
      recipientId: recipientIdOf(tenantId, e164),
      e164,
      carrier: carrier.name,
      toAddress,
    };
  });
}
