import type { ContactView, JobView } from '@fieldline/contracts';
import { type FieldValues, visitTimes } from '@fieldline/sms';
import type { Tenant } from '../tenant/tenant.entity.js';

export function ofCustomer({
  name,
  smsNumber,
}: Pick<ContactView, 'name' | 'smsNumber'>): FieldValues {
  return {
    customerName: name,
    customerFirstName: firstNameOf(name),
    customerPhone: readable(smsNumber),
  };
}

/** @param title what its type is called */
export function ofJob(job: JobView, title: string): FieldValues {
  const { externalId, startsAt, endsAt, timeZone, address } = job;
  const visit = {
    startsAt: new Date(startsAt),
    endsAt: endsAt === null ? null : new Date(endsAt),
    timeZone,
  };
  return { jobType: title, jobNumber: externalId, address, ...visitTimes(visit) };
}

export function ofTechnician({ name }: { readonly name: string }): FieldValues {
  return { technicianName: name, technicianFirstName: firstNameOf(name) };
}

export function ofEmployee({ name }: { readonly name: string }): FieldValues {
  return { employeeName: name, employeeFirstName: firstNameOf(name) };
}

export function ofBusiness({
  name,
  contactPhone,
  phoneNumber,
}: Pick<Tenant, 'name' | 'contactPhone' | 'phoneNumber'>): FieldValues {
  return {
    businessName: name,
    businessPhone: readable(contactPhone),
    ourNumber: readable(phoneNumber),
  };
}

/** `Dana` of `Dana Whitfield`, and of `Whitfield, Dana`. */
function firstNameOf(name: string): string {
  const [last = '', first = last] = name.split(',');
  return first.trim().split(/\s+/)[0] ?? '';
}

/** As people in North America write it; other numbers as they are. */
function readable(e164: string | null): string | null {
  return e164?.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '$1-$2-$3') ?? null;
}
