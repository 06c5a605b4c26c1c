import { IsInt, IsISO8601, IsOptional, IsString, IsUUID, MaxLength, Min } from 'class-validator';
import { EventType } from '../event-type.js';

/** An employee was created or changed. Name, number and addresses stay with messaging. */
@EventType<EmployeeChanged>({
  type: 'messaging.employee.changed.v1',
  key: 'employeeId',
  subject: 'employeeId',
  carriesState: true,
  example: {
    employeeId: '2b7a0f4e-6c1d-5e8f-9a3b-4c5d6e7f8a90',
    externalId: 'E-17',
    recipientId: '0f8fad5b-d9cb-569f-a165-70867728950e',
    changedAt: '2026-11-22T15:04:05.000Z',
    version: 2,
  },
})
export class EmployeeChanged {
  @IsUUID() employeeId!: string;
  @IsString() @MaxLength(200) externalId!: string;
  /** Null while the employee has no SMS number. */
  @IsOptional() @IsUUID() recipientId!: string | null;
  @IsISO8601() changedAt!: string;
  @IsInt() @Min(1) version!: number;
}
