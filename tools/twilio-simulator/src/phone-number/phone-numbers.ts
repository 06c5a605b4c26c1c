import type { Faults } from '../fault/faults.js';
import { LIMITS } from '../limits.js';
import type { Store, Table } from '../state/store.js';
import { newSid } from '../wire/sid.js';
import { httpStatusOf, TwilioError } from '../wire/twilio-error.js';
import { areaCodesFor, numbersOf, patternOf, type Search } from './inventory.js';
import { areaCodeOf, isPhoneNumber, nationalFormat } from './phone-number.js';
import type { NumberSettings, PhoneNumber } from './phone-number.js';
import { AREA_CODES } from './region.js';

/** Numbers bought, and what is left to buy. */
export class PhoneNumbers {
  private readonly table: Table<PhoneNumber>;
  private readonly sidByNumber: Map<string, string>;

  constructor(
    store: Store,
    private readonly faults: Faults,
  ) {
    this.table = store.table<PhoneNumber>('phone-number');
    this.sidByNumber = new Map(this.table.values().map(({ number, sid }) => [number, sid]));
  }

  all(): PhoneNumber[] {
    return this.table.values();
  }

  get(sid: string): PhoneNumber | undefined {
    return this.table.get(sid);
  }

  owned(number: string): PhoneNumber | undefined {
    return this.table.get(this.sidByNumber.get(number) ?? '');
  }

  listOf(accountSid: string): PhoneNumber[] {
    return this.all()
      .filter((number) => number.accountSid === accountSid)
      .toReversed();
  }

  search(search: Search, count: number): string[] {
    const pattern = patternOf(search.contains ?? '');
    const found: string[] = [];
    for (const { code } of areaCodesFor(search)) {
      if (this.faults.settings.emptyAreaCodes.includes(code)) continue;
      for (const number of numbersOf(code)) {
        if (found.length >= count) return found;
        if (!this.sidByNumber.has(number) && pattern.test(number.slice(1))) found.push(number);
      }
    }
    return found;
  }

  buyIn(accountSid: string, areaCode: string, settings: Partial<NumberSettings>): PhoneNumber {
    const country = AREA_CODES.get(areaCode)?.region.country;
    const [number] = country ? this.search({ country, areaCode }, 1) : [];
    if (number === undefined) {
      throw new TwilioError(400, 21452, `No phone numbers found in area code ${areaCode}`);
    }
    return this.buy(accountSid, number, settings);
  }

  buy(accountSid: string, number: string, settings: Partial<NumberSettings>): PhoneNumber {
    this.checkForSale(number);
    const now = Date.now();
    const sid = newSid('PN');
    this.sidByNumber.set(number, sid);
    return this.table.put(sid, {
      sid,
      accountSid,
      number,
      settings: { ...defaultSettings(number), ...settings },
      createdAt: now,
      updatedAt: now,
    });
  }

  update(number: PhoneNumber, settings: Partial<NumberSettings>): PhoneNumber {
    return this.table.put(number.sid, {
      ...number,
      settings: { ...number.settings, ...settings },
      updatedAt: Date.now(),
    });
  }

  release({ sid, number }: PhoneNumber): void {
    this.sidByNumber.delete(number);
    this.table.delete(sid);
  }

  releaseAllOf(accountSid: string): void {
    for (const number of this.listOf(accountSid)) this.release(number);
  }

  /** +15005550000 and +15005550001 are Twilio's test numbers for the two refusals. */
  private checkForSale(number: string): void {
    const unavailable = new TwilioError(400, 21422, `PhoneNumber ${number} is not available`);
    if (number === '+15005550000' || this.table.size >= LIMITS.phoneNumbers) throw unavailable;
    if (number === '+15005550001' || !isPhoneNumber(number)) {
      throw new TwilioError(400, 21421, `PhoneNumber is not valid: ${number}`);
    }
    const code = this.faults.codeOf(number);
    if (code !== undefined && code < 30_000) {
      throw new TwilioError(httpStatusOf(code), code, `PhoneNumber ${number} is refused`);
    }
    const area = areaCodeOf(number) ?? '';
    const sold = this.sidByNumber.has(number) || this.faults.settings.emptyAreaCodes.includes(area);
    if (sold || !(AREA_CODES.has(area) || area === '500')) throw unavailable;
  }
}

function defaultSettings(number: string): NumberSettings {
  return {
    friendlyName: nationalFormat(number),
    smsUrl: '',
    smsMethod: 'POST',
    smsFallbackUrl: '',
    smsFallbackMethod: 'POST',
    statusCallback: '',
    statusCallbackMethod: 'POST',
    voiceUrl: '',
    voiceMethod: 'POST',
  };
}
