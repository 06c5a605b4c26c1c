import type { EmailState } from '../commands/email.command.js';
import type { EmployeeRefusal } from './employee.view.js';

export interface EmailErrorView {
  code: string;
  /** What the mail server answered. */
  smtpCode: number | null;
  sentence: string;
}

/** An e-mail that reaches an employee as a text. What it said isn't kept once it's over. */
export interface EmployeeEmailView {
  id: string;
  employeeId: string;
  state: EmailState;
  carrier: string;
  jobId: string | null;
  contactId: string;
  attempts: number;
  error: EmailErrorView | null;
  /** That the carrier's gateway will end, and when. */
  warning: string | null;
  sentBy: string;
  createdAt: string;
  endedAt: string | null;
}

export interface EmployeeEmailsView {
  items: (EmployeeEmailView | EmployeeRefusal)[];
  /** That the carrier may charge for what they receive. */
  hint: string;
}

/** The settings of a business's mail server, without the password. */
export interface SmtpView {
  host: string;
  port: number;
  secure: boolean;
  username: string | null;
  hasPassword: boolean;
  from: string;
  /** When it was last tried; null when it never was. */
  verifiedAt: string | null;
  updatedAt: string;
}

/** What became of the settings, with the names of those that differ from what was kept before. */
export interface SmtpSet extends SmtpView {
  changed: readonly string[];
}
