import { IsInt, IsPhoneNumber, IsUUID, Min } from 'class-validator';
import { EventType } from '../event-type.js';

/** A business has its local number. */
@EventType<NumberPurchased>({
  type: 'messaging.number.purchased.v1',
  key: 'numberId',
  subject: 'numberId',
  example: {
    numberId: '3f2504e0-4f89-51d3-9a0c-0305e82c3301',
    phoneNumber: '+13125550123',
    version: 1,
  },
})
export class NumberPurchased {
  @IsUUID() numberId!: string;
  @IsPhoneNumber() phoneNumber!: string;
  @IsInt() @Min(1) version!: number;
}
