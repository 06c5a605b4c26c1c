/** Who has a thread open at the moment, by name. */
export interface ViewersView {
  readonly viewers: readonly { readonly id: string; readonly name: string }[];
}
