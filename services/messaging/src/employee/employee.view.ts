import type { EmployeeView, TextAddressView } from '@fieldline/contracts';
import { carrierNamed, gatewayOn } from '@fieldline/sms';
import type { LastTrouble } from '../email/email.queries.js';
import { toEmailError } from '../email/email.view.js';
import type { Employee } from './employee.entity.js';

/** @param trouble of their last e-mail, when it didn't go */
export function toEmployeeView(employee: Employee, trouble: LastTrouble | undefined): EmployeeView {
  return {
    id: employee.id,
    externalId: employee.externalId,
    name: employee.name,
    email: employee.email,
    smsNumber: employee.smsNumber,
    textAddress: toTextAddress(employee),
    lastEmailError: trouble
      ? { ...toEmailError(trouble), at: trouble.errorAt.toISOString() }
      : null,
    sourceVersion: employee.sourceVersion,
    createdAt: employee.createdAt.toISOString(),
    updatedAt: employee.updatedAt.toISOString(),
  };
}

function toTextAddress({ textNumber, textCarrier }: Employee): TextAddressView | null {
  if (textNumber === null || textCarrier === null) return null;
  const carrier = carrierNamed(textCarrier);
  if (!carrier) return null;
  const today = new Date().toISOString().slice(0, 10);
  return { number: textNumber, carrier: carrier.name, ...gatewayOn(today, carrier) };
}
