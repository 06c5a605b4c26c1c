import {
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { EventType } from '../event-type.js';

export const CONTACT_KINDS = ['customer', 'prospect', 'location'] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];

/** A contact was created or changed. Full state. */
@EventType<ContactChanged>({
  type: 'messaging.contact.changed.v1',
  key: 'contactId',
  subject: 'contactId',
  carriesState: true,
  example: {
    contactId: '7c9e6679-7425-50de-944b-e07fc1f90ae7',
    externalId: 'C-1042',
    kind: 'customer',
    name: 'Dana Whitfield',
    recipientId: '0f8fad5b-d9cb-569f-a165-70867728950e',
    customerType: 'residential',
    class: null,
    timeZone: 'America/Chicago',
    postalCode: '60614',
    erasedAt: null,
    changedAt: '2026-11-22T15:04:05.000Z',
    version: 3,
  },
})
export class ContactChanged {
  @IsUUID() contactId!: string;
  @IsString() @MaxLength(200) externalId!: string;
  @IsIn(CONTACT_KINDS) kind!: ContactKind;
  @IsString() @MaxLength(200) name!: string;
  /** Null while the contact has no SMS number. */
  @IsOptional() @IsUUID() recipientId!: string | null;
  @IsOptional() @IsString() @MaxLength(100) customerType!: string | null;
  @IsOptional() @IsString() @MaxLength(100) class!: string | null;
  @IsOptional() @IsString() @MaxLength(100) timeZone!: string | null;
  @IsOptional() @IsString() @MaxLength(20) postalCode!: string | null;
  /** Since when nothing personal is kept of them: copies take it away, too, and nothing brings it back. */
  @IsOptional() @IsISO8601() erasedAt!: string | null;
  @IsISO8601() changedAt!: string;
  @IsInt() @Min(1) version!: number;
}
