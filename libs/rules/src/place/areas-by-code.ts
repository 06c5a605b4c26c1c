import type { Area } from '../data/area.js';

/** @throws Error for a code that stands there twice */
export function areasByCode(areas: readonly Area[]): ReadonlyMap<string, Area> {
  const byCode = new Map<string, Area>();
  for (const area of areas)
    for (const code of codesOf(area)) {
      if (byCode.has(code)) throw new Error(`${code} is of two areas`);
      byCode.set(code, area);
    }
  return byCode;
}

function codesOf({ codes }: Area): string[] {
  return codes.split(' ').flatMap((part) => {
    const [first = '', last = first] = part.split('-');
    if (last === first) return [first];
    return Array.from({ length: Number(last) - Number(first) + 1 }, (_, step) =>
      String(Number(first) + step).padStart(first.length, '0'),
    );
  });
}
