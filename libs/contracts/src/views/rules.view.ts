/** What somebody should know before they text a customer, and whether they said that they do. */
export interface RulesView {
  version: string;
  sections: { title: string; text: string; sources: { title: string; url: string }[] }[];
  /** When the caller acknowledged this version; of keys and operators, when an owner did. */
  acknowledgedAt: string | null;
}

export interface AcknowledgementView {
  version: string;
  acknowledgedAt: string;
}
