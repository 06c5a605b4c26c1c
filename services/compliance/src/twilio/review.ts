/** Something that Twilio turned down: its code, and its own name of the field. */
export interface Complaint {
  readonly code: number | null;
  readonly field: string | null;
}

/** How Twilio's, or the carriers', look at something went. */
export type Review =
  | { readonly kind: 'draft' }
  | { readonly kind: 'in_review' }
  /** Somebody was texted, and has to answer. */
  | { readonly kind: 'awaits_answer' }
  | { readonly kind: 'approved' }
  | { readonly kind: 'rejected'; readonly complaints: readonly Complaint[] }
  | { readonly kind: 'suspended' };

/** Codes and fields of Twilio's lists of errors, whose members have another name in each. */
export function complaintsOf(errors: unknown): Complaint[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown): Complaint[] => {
    const told = (error ?? {}) as Record<string, unknown>;
    const code = numberOf(told['error_code'] ?? told['code']);
    const fields = Array.isArray(told['fields']) ? told['fields'] : [];
    const names = fields.filter((field): field is string => typeof field === 'string');
    return names.length === 0 ? [{ code, field: null }] : names.map((field) => ({ code, field }));
  });
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) ? number : null;
}
