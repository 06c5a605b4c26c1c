export interface ShortcutView {
  /** In small letters. */
  name: string;
  body: string;
  createdAt: string;
  updatedAt: string;
}
