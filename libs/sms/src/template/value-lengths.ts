import type { FieldCode } from './field-codes.js';

/** The shortest and the longest value that is sensible, in letters. */
type Lengths = readonly [shortest: number, longest: number];

// What a field may hold at most (200 letters of a name, 500 of an address) would call every text four
// segments long. X12's transaction sets give an organization 60 letters and a first name 35; a passport
// has 39 for a person's whole name.
const organization: Lengths = [2, 60];
const person: Lengths = [2, 39];
const firstName: Lengths = [2, 35];
/** `312-555-0188`; `+` and fifteen digits by E.164. */
const phone: Lengths = [12, 16];
/** A North American one. */
const ownPhone: Lengths = [12, 12];
/** `9:00 AM`, `10:00 AM` */
const time: Lengths = [7, 8];

/** By code. What is longer still goes out, and is counted as what it is. */
export const valueLengths: Readonly<Record<FieldCode, Lengths>> = {
  // Churches and landlords are customers too.
  customerName: organization,
  customerFirstName: firstName,
  customerPhone: phone,
  // A few words.
  jobType: [3, 50],
  // Some programs give out UUIDs.
  jobNumber: [1, 36],
  // `Friday, May 1`, `Wednesday, September 30`
  date: [13, 23],
  time,
  windowStart: time,
  windowEnd: time,
  // `9:00 AM to 1:00 PM`, `10:00 AM to 12:00 PM`
  window: [18, 20],
  // X12's line of a street has 55, its city 30; state and postal code come after them.
  address: [10, 100],
  technicianName: person,
  technicianFirstName: firstName,
  businessName: organization,
  businessPhone: ownPhone,
  ourNumber: ownPhone,
  employeeName: person,
  employeeFirstName: firstName,
};

/** What people write, in whatever letters they have; the others are digits and English. */
export const writtenByPeople: ReadonlySet<FieldCode> = new Set([
  'customerName',
  'customerFirstName',
  'jobType',
  'jobNumber',
  'address',
  'technicianName',
  'technicianFirstName',
  'businessName',
  'employeeName',
  'employeeFirstName',
]);
