import type { RegistrationFinding } from '@fieldline/contracts';

/** What a check finds, field by field. Messages say what a field must be, never what it is. */
export class Findings {
  readonly errors: RegistrationFinding[] = [];
  readonly warnings: RegistrationFinding[] = [];

  error(field: string, code: string, message: string): void {
    this.errors.push({ field, code, message });
  }

  warning(field: string, code: string, message: string): void {
    this.warnings.push({ field, code, message });
  }
}
