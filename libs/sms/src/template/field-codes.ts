/** The record that fills a code in. */
export const fieldSources = ['customer', 'job', 'technician', 'business', 'employee'] as const;
export type FieldSource = (typeof fieldSources)[number];

interface Description {
  readonly code: string;
  /** For a menu. */
  readonly meaning: string;
  readonly example: string;
  readonly source: FieldSource;
}

/** What a text may say by a code, `{{customerName}}`, in the order of the menu. */
export const fieldCodes = [
  code('customerName', 'Name of the customer', 'Dana Whitfield', 'customer'),
  code('customerFirstName', 'First name of the customer', 'Dana', 'customer'),
  code('customerPhone', 'SMS number of the customer', '312-555-0188', 'customer'),
  code('jobType', 'Kind of visit', 'Drain cleaning', 'job'),
  code('jobNumber', 'Your number of the visit', 'J-7781', 'job'),
  code('date', 'Day of the visit', 'Tuesday, December 1', 'job'),
  code('time', 'When the visit begins', '9:00 AM', 'job'),
  code('windowStart', 'When the arrival window begins', '9:00 AM', 'job'),
  code('windowEnd', 'When the arrival window ends', '11:00 AM', 'job'),
  code('window', 'Arrival window', '9:00 AM to 11:00 AM', 'job'),
  code('address', 'Address of the visit', '1200 W Fulton St, Chicago', 'job'),
  code('technicianName', 'Name of the technician', 'Luis Ortega', 'technician'),
  code('technicianFirstName', 'First name of the technician', 'Luis', 'technician'),
  code('businessName', 'Name of your business', 'Acme Plumbing', 'business'),
  code('businessPhone', 'Number to call your business', '312-555-0100', 'business'),
  code('ourNumber', 'Number your texts come from', '312-555-0123', 'business'),
  code('employeeName', 'Name of the employee who is texted', 'Sam Lee', 'employee'),
  code('employeeFirstName', 'First name of the employee who is texted', 'Sam', 'employee'),
] as const satisfies readonly Description[];

export type FieldCode = (typeof fieldCodes)[number]['code'];
export type FieldCodeDescription = Description & { readonly code: FieldCode };

const sources: ReadonlyMap<string, FieldSource> = new Map(
  fieldCodes.map(({ code, source }) => [code, source]),
);

/** Case counts, as everywhere in the API. */
export function isFieldCode(text: string): text is FieldCode {
  return sources.has(text);
}

/** @param code a known one */
export function sourceOf(code: FieldCode): FieldSource {
  return sources.get(code)!;
}

function code<C extends string>(
  code: C,
  meaning: string,
  example: string,
  source: FieldSource,
): Description & { readonly code: C } {
  return { code, meaning, example, source };
}
