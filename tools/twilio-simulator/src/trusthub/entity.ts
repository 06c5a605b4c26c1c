import { isoSeconds } from '../wire/date.js';
import type { Attributes, NumberGiven } from './attributes.js';

/** An end user or a supporting document: what a bundle is made of. */
export interface Entity {
  sid: string;
  accountSid: string;
  friendlyName: string;
  type: string;
  attributes: Attributes;
  /** Null when none was given. */
  taxNumber: NumberGiven | null;
  createdAt: number;
  updatedAt: number;
}

const BASE = 'https://trusthub.twilio.com/v1';

export function toEndUserView(entity: Entity) {
  return toEntityView(entity, 'EndUsers');
}

export function toDocumentView(entity: Entity) {
  return { ...toEntityView(entity, 'SupportingDocuments'), status: 'DRAFT', mime_type: null };
}

/** Twilio shows the tax number as well; the simulator doesn't have it any more. */
function toEntityView(entity: Entity, path: string) {
  const { sid, accountSid, friendlyName, type, attributes, createdAt, updatedAt } = entity;
  return {
    sid,
    account_sid: accountSid,
    friendly_name: friendlyName,
    type,
    attributes,
    date_created: isoSeconds(createdAt),
    date_updated: isoSeconds(updatedAt),
    url: `${BASE}/${path}/${sid}`,
  };
}
