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
import type { ConsentAction } from '../commands/consent.command.js';
import { EventType } from '../event-type.js';
import type { ConsentOrigin } from './consent.events.js';

/** What a text asks for in words of its own, no keyword: no more texts, or that we have somebody else's number. */
export const REVOCATION_INTENTS = ['revocation', 'wrong_number'] as const;
export type RevocationIntent = (typeof REVOCATION_INTENTS)[number];

/**
 * - `open`: nothing goes to the number until somebody decides
 * - `released`: they didn't mean it, said staff, or they texted START
 * - `confirmed`: they are opted out, by staff or by a STOP of their own
 * - `superseded`: they asked again, and the later hold is the one to decide
 */
export const CONSENT_HOLD_STATES = ['open', 'released', 'confirmed', 'superseded'] as const;
export type ConsentHoldState = (typeof CONSENT_HOLD_STATES)[number];

/** What the history of consent tells of, beside opt-ins and opt-outs. */
export type ConsentEventAction = ConsentAction | 'hold' | 'release';
/** `intent`: their own text, in other words than a keyword. It holds, and opts nobody out. */
export type ConsentEventOrigin = ConsentOrigin | 'intent';

/**
 * A number is on hold because its owner seems to have asked for no more texts, or isn't any more. Of one
 * number these come in order with what is said of its consent: a hold ends behind the opt-out it led to.
 */
@EventType<ConsentHoldChanged>({
  type: 'compliance.consent.hold_changed.v1',
  key: 'recipientId',
  subject: 'recipientId',
  carriesState: true,
  example: {
    holdId: '4c9f1f0e-8a55-5d39-9f0b-0d8c2c8b7a10',
    recipientId: '0f8fad5b-d9cb-569f-a165-70867728950e',
    conversationId: '7d6f7e0e-92a0-5a0b-8a6c-2f7c8a1f0b22',
    messageId: '01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c11',
    intent: 'revocation',
    rule: 'stop_texting',
    holdSequence: 1,
    state: 'released',
    by: 'user:01938f2e-0b5a-7cc4-9d3a-0d9b5f3a7c99',
    openedAt: '2026-11-22T15:04:05.000Z',
    version: 2,
  },
})
export class ConsentHoldChanged {
  @IsUUID() holdId!: string;
  @IsUUID() recipientId!: string;
  @IsUUID() conversationId!: string;
  /** The text that asked. */
  @IsUUID() messageId!: string;
  @IsIn(REVOCATION_INTENTS) intent!: RevocationIntent;
  /** Which rule saw it in the text. */
  @IsString() @MaxLength(100) rule!: string;
  /** Which of the number's holds it is: one that hasn't seen a later plea lifts nothing. */
  @IsInt() @Min(1) holdSequence!: number;
  @IsIn(CONSENT_HOLD_STATES) state!: ConsentHoldState;
  /** Who ended it; null while it is open. */
  @IsOptional() @IsString() @MaxLength(200) by!: string | null;
  @IsISO8601() openedAt!: string;
  @IsInt() @Min(1) version!: number;
}
