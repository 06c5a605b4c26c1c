/** Status words of a message, shared by every service, the API and the console. */
export const OUTBOUND_STATUSES = [
  'accepted',
  'reserved',
  'scheduled',
  'waiting_window',
  'dispatching',
  'submitted',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'rejected',
  'canceled',
  'unknown',
  'unknown_final',
] as const;
export type OutboundStatus = (typeof OUTBOUND_STATUSES)[number];

export const MESSAGE_STATUSES = [...OUTBOUND_STATUSES, 'received'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const DIRECTIONS = ['outbound', 'inbound'] as const;
export type Direction = (typeof DIRECTIONS)[number];
