export interface AlertView {
  id: string;
  threshold: number;
  /** When it was raised. */
  available: number;
  debt: number;
  raisedAt: string;
  /** Null until somebody says that they have seen it. */
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
}

export interface AlertsView {
  /** Highest first. */
  thresholds: number[];
  /** Those that are reached: they alert again only after the balance has risen clearly above them. */
  reached: number[];
  /** The newest fifty, newest first. */
  alerts: AlertView[];
}
