/** What a text may say by a code, for a menu. */
export interface FieldCodeView {
  /** Written `{{customerName}}`. */
  code: string;
  meaning: string;
  example: string;
  /** The record that fills it in. */
  source: string;
}
