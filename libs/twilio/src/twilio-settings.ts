/** Where Twilio is, and who we are there. */
export interface TwilioSettings {
  readonly twilioAccountSid: string;
  readonly twilioAuthToken: string;
  /** Instead of Twilio's own addresses. */
  readonly twilioBaseUrl?: string | undefined;
}
