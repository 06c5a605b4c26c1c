/** What a business's program may set of a record, with its own revision of it. */
export interface SourcedFields {
  readonly sourceVersion: number | null;
}

export type Merged<F> =
  | { readonly outcome: 'updated' | 'unchanged'; readonly fields: F }
  | { readonly outcome: 'stale'; readonly storedVersion: number };

/** An omitted field keeps its value, null clears it; an older source version changes nothing. */
export function mergeRecord<F extends SourcedFields>(stored: F, change: Partial<F>): Merged<F> {
  const { sourceVersion } = change;
  const known = stored.sourceVersion;
  if (typeof sourceVersion === 'number' && known !== null && sourceVersion < known)
    return { outcome: 'stale', storedVersion: known };
  const said = Object.entries(change).filter(([, value]) => value !== undefined);
  const changed = said.some(([key, value]) => stored[key as keyof F] !== value);
  const fields = { ...stored, ...Object.fromEntries(said) };
  return { outcome: changed ? 'updated' : 'unchanged', fields };
}
