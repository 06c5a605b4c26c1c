import { IsInt, IsPhoneNumber, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { EventType } from '../event-type.js';

/** A business has its local number. */
@EventType<NumberPurchased>({
  type: 'messaging.number.purchased.v1',
  key: 'numberId',
  subject: 'numberId',
  example: {
    numberId: '3f2504e0-4f89-51d3-9a0c-0305e82c3301',
    phoneNumber: '+13125550123',
    accountSid: 'AC00000000000000000000000000000001',
    providerSid: 'PN00000000000000000000000000000001',
    version: 1,
  },
})
export class NumberPurchased {
  @IsUUID() numberId!: string;
  @IsPhoneNumber() phoneNumber!: string;
  /** The business's account at Twilio, and the number's name there. */
  @IsString() @MaxLength(64) accountSid!: string;
  @IsString() @MaxLength(64) providerSid!: string;
  @IsInt() @Min(1) version!: number;
}
