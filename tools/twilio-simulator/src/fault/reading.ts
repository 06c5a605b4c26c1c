import { isRecord } from '../wire/json.js';

export class InvalidFaults extends Error {}

export function readRecord(name: string, value: unknown): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new InvalidFaults(`${name} must be an object`);
}

export function readNumber(name: string, value: unknown, min: number, max: number): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new InvalidFaults(`${name} must be a number from ${min} to ${max}`);
}

export function readInteger(name: string, value: unknown, min: number, max: number): number {
  const result = readNumber(name, value, min, max);
  if (Number.isInteger(result)) return result;
  throw new InvalidFaults(`${name} must be a whole number`);
}

export function readFlag(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new InvalidFaults(`${name} must be true or false`);
}

export function readText(name: string, value: unknown, maxCharacters = 200): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= maxCharacters) return value;
  throw new InvalidFaults(`${name} must be a text of 1 to ${maxCharacters} characters`);
}
