import {
  derivedId,
  type EmployeeText,
  type EmployeeView,
  type Principal,
  type SendMessage,
} from '@fieldline/contracts';
import { Problem } from '@fieldline/http';
import { Injectable } from '@nestjs/common';
import { FieldCodeService } from '../field-code/field-code.service.js';
import { MessageClient } from '../message/message.client.js';
import { EmployeeClient } from './employee.client.js';

/** What is about one of them alone: the others are texted all the same. */
const PERSONAL: ReadonlySet<string> = new Set([
  // With their names filled in one is longer than another.
  'body_too_long',
  'consent_expired',
  'invalid_number',
  'promotional_consent_required',
  'quiet_hours_confirm',
  'recipient_no_number',
  'recipient_not_opted_in',
  'recipient_on_hold',
  'recipient_opted_out',
]);

export type ToEmployees = Omit<SendMessage, 'employeeIds'> & { readonly employeeIds: string[] };

/** Texts for several employees at once, a message each. */
@Injectable()
export class EmployeeTexts {
  constructor(
    private readonly employees: EmployeeClient,
    private readonly messages: MessageClient,
    private readonly fieldCodes: FieldCodeService,
  ) {}

  /**
   * @param writeId with an employee it leads to the same message, however often it comes
   * @throws not_found for an employee who isn't there, and what the text itself is refused for: then nobody
   *   is texted
   */
  async send(
    caller: Principal,
    tenantId: string,
    writeId: string,
    { context, employeeIds, class: textClass, ...text }: ToEmployees,
  ): Promise<{ items: EmployeeText[] }> {
    const crew = await this.employees.lookUp(caller, employeeIds);
    const read = await this.fieldCodes.read(caller, tenantId, { ...text, context });
    const doubles = doublesIn(crew);
    const outcomes = await Promise.allSettled(
      crew.map(async (employee): Promise<EmployeeText> => {
        const { id: employeeId } = employee;
        if (doubles.has(employeeId)) return { employeeId, error: SAME_NUMBER };
        const id = derivedId('employee-message', writeId, employeeId);
        const addressed = { ...text, employeeId, ...(textClass && { textClass }) };
        return this.messages
          .accept(caller, id, addressed, read, employee)
          .then((message) => ({ ...message, employeeId }))
          .catch((error: unknown) => ({ employeeId, error: personal(error) }));
      }),
    );
    return { items: outcomes.map(valueOf) };
  }
}

const SAME_NUMBER = {
  code: 'same_number',
  detail: 'Another employee of this request has the same number.',
};

/** A number that several have is texted once. */
function doublesIn(crew: readonly EmployeeView[]): ReadonlySet<string> {
  const numbers = new Set<string>();
  const doubles = crew.filter(({ smsNumber }) => {
    if (smsNumber === null) return false;
    if (numbers.has(smsNumber)) return true;
    numbers.add(smsNumber);
    return false;
  });
  return new Set(doubles.map(({ id }) => id));
}

function personal(error: unknown): { code: string; detail: string } {
  if (error instanceof Problem && PERSONAL.has(error.code))
    return { code: error.code, detail: error.detail };
  throw error;
}

/** Each has been waited for: a request that fails leaves nothing under way. */
function valueOf<T>(outcome: PromiseSettledResult<T>): T {
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
