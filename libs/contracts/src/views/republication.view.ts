import type { RepublicationState } from '../commands/republication.command.js';
import type { Page } from './index.js';

/** How far one fact has come. */
export interface RepublicationRun {
  /** The event's type. */
  fact: string;
  service: string;
  state: RepublicationState;
  /** Aggregates whose fact was said again, so far. */
  republished: number;
  /** Why it failed. */
  error: string | null;
  endedAt: string | null;
}

/** Facts that are said again, at an operator's request. */
export interface RepublicationView {
  id: string;
  /** `running` while one of its runs is, then `failed` if one has. */
  state: RepublicationState;
  /** Null: every business. */
  tenantId: string | null;
  reason: string;
  requestedBy: string;
  requestedAt: string;
  runs: RepublicationRun[];
}

/** A page of the republications of all services, newest first. */
export interface RepublicationPage extends Page<RepublicationView> {
  /** Services that didn't answer: their runs are missing from this page. */
  unavailable: string[];
}
