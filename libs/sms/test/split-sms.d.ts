declare module 'split-sms' {
  export interface SplitMessage {
    characterSet: 'GSM' | 'Unicode';
    parts: Array<{ length: number; bytes: number }>;
    bytes: number;
  }
  export function split(message: string, options?: { summary?: boolean }): SplitMessage;
}
