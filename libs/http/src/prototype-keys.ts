import { invalidRequest } from './problems.js';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Keys that reach for prototypes are refused, not dropped: nobody sends them by accident.
 * @throws Problem 400
 */
export function refusePrototypeKeys(object: object): void {
  const key = Object.keys(object).find((name) => FORBIDDEN.has(name));
  if (key) throw invalidRequest([{ field: key, message: `${key} is not allowed as a field` }]);
}
