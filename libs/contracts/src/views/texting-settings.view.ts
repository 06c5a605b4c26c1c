export interface TextingSettingsView {
  /** Whether the first text to a number names the business and says how to opt out. */
  introduceFirstText: boolean;
  /** Messaging follows within moments. */
  pending?: true;
}
