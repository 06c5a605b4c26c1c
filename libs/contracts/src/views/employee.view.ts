import type { EmailErrorView } from './email.view.js';
import type { MessageView } from './index.js';

/** Whether a carrier's e-mail gateway takes texts: `ending` until a day that is known, `none`: it never had one. */
export type GatewayStatus = 'active' | 'ending' | 'retired' | 'none';

export interface CarrierView {
  name: string;
  smsDomain: string | null;
  mmsDomain: string | null;
  status: GatewayStatus;
  /** From this day on it takes none. */
  endsOn: string | null;
  advice: string | null;
}

export interface TextAddressView {
  /** Ten digits. */
  number: string;
  carrier: string;
  status: GatewayStatus;
  advice: string | null;
}

export interface EmployeeView {
  id: string;
  externalId: string;
  name: string;
  email: string | null;
  smsNumber: string | null;
  textAddress: TextAddressView | null;
  /** Why the last e-mail to them didn't go; null once one has gone. */
  lastEmailError: (EmailErrorView & { at: string }) | null;
  sourceVersion: number | null;
  createdAt: string;
  updatedAt: string;
}

/** Why one of several employees wasn't written to; the others were. */
export interface EmployeeRefusal {
  employeeId: string;
  error: { code: string; detail: string };
}

export type EmployeeText = (MessageView & { employeeId: string }) | EmployeeRefusal;
