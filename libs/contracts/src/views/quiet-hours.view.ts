/** When texts may go on one day, on the recipient's clocks: from `from` until `to`, both `HH:MM`. */
export interface TextingWindowView {
  from: string;
  to: string;
}

/** Hours to choose by name, with the law that they follow. */
export interface QuietHoursPresetView extends TextingWindowView {
  name: string;
  sunday: TextingWindowView | null;
  source: string;
  sourceUrl: string;
}

/** When a business's texts may go; outside of it is quiet. */
export interface QuietHoursView extends TextingWindowView {
  /** Null for hours of their own. */
  preset: string | null;
  /** Sundays, where they differ. */
  sunday: TextingWindowView | null;
  /** 0 before anybody has set them. */
  version: number;
  presets: QuietHoursPresetView[];
}
