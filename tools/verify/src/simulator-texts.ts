import { CouldNotVerify } from './could-not-verify.js';

/** A text as the simulator has it, on its way between a phone and Twilio. */
export interface SimulatedText {
  readonly sid: string;
  readonly at: string;
  readonly direction: 'from_phone' | 'to_phone';
  readonly from: string | null;
  readonly to: string;
  readonly body: string;
  /** Twilio's own answer to a keyword. */
  readonly automatic: boolean;
  /** Whose it is; empty where no account has it, as with what sole proprietors tell the registry. */
  readonly accountSid?: string;
  readonly statusCallback: string | null;
}

export interface SimulatedTexts {
  readonly texts: readonly SimulatedText[];
  /** Texts that are older have been forgotten; undefined while none has. */
  readonly forgottenBefore: Date | undefined;
}

interface Page {
  readonly total: number;
  readonly keeps: number;
  readonly texts: readonly SimulatedText[];
  readonly next: string | null;
}

const TIMEOUT_MS = 10_000;

/** Every text that the simulator has. @throws CouldNotVerify when it doesn't answer */
export async function readTexts(simulatorUrl: string): Promise<SimulatedTexts> {
  const texts: SimulatedText[] = [];
  let page = await readPage(simulatorUrl, '');
  texts.push(...page.texts);
  while (page.next !== null) {
    page = await readPage(simulatorUrl, `?after=${page.next}`);
    texts.push(...page.texts);
  }
  const [oldest] = texts;
  const isFull = page.total >= page.keeps;
  return { texts, forgottenBefore: isFull && oldest ? new Date(oldest.at) : undefined };
}

async function readPage(simulatorUrl: string, query: string): Promise<Page> {
  const url = `${simulatorUrl}/texts${query}`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) throw new Error(`it answers ${response.status}`);
    return (await response.json()) as Page;
  } catch (error) {
    throw new CouldNotVerify(`The simulator at ${simulatorUrl} can't be read: ${String(error)}`, {
      cause: error,
    });
  }
}

const CALLBACK = /\/webhooks\/twilio\/status\/([0-9a-f-]{36})\/([0-9a-f-]{36})\//;

/** Whose text it is, and which message: our callback's address says so. */
export function messageOf({
  statusCallback,
}: Pick<SimulatedText, 'statusCallback'>): { tenantId: string; messageId: string } | undefined {
  const [, tenantId, messageId] = CALLBACK.exec(statusCallback ?? '') ?? [];
  return tenantId && messageId ? { tenantId, messageId } : undefined;
}
