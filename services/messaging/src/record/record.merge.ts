/** What a business's program may set of a record, with its own revision of it. */
export interface SourcedFields {
  readonly sourceVersion: number | null;
}

export type Merged<F> =
  | { readonly outcome: 'updated'; readonly fields: F; readonly changed: readonly string[] }
  | { readonly outcome: 'unchanged'; readonly fields: F }
  | { readonly outcome: 'stale'; readonly storedVersion: number };

/** An omitted field keeps its value, null clears it; an older source version changes nothing. */
export function mergeRecord<F extends SourcedFields>(stored: F, change: Partial<F>): Merged<F> {
  const { sourceVersion } = change;
  const known = stored.sourceVersion;
  if (typeof sourceVersion === 'number' && known !== null && sourceVersion < known)
    return { outcome: 'stale', storedVersion: known };
  const said = Object.entries(change).filter(([, value]) => value !== undefined);
  const changed = said.flatMap(([key, value]) => (stored[key as keyof F] === value ? [] : [key]));
  const fields = { ...stored, ...Object.fromEntries(said) };
  return changed.length > 0
    ? { outcome: 'updated', fields, changed }
    : { outcome: 'unchanged', fields };
}
