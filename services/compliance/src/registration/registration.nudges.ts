/**
 * Has the registrations looked at that reports are about; answers the reports that are about one. A brand
 * may be reported before we have kept its name.
 */
export const REPORTED = `
  WITH report AS (
    SELECT * FROM json_to_recordset($1) AS n (
      id uuid, "tenantId" uuid, kind text, "accountSid" text, "resourceSid" text, "brandSid" text)
  ), known AS (
    SELECT n.id, n."tenantId"
      FROM report n
      JOIN registration r ON r.tenant_id = n."tenantId" AND r.account_sid = n."accountSid"
     WHERE CASE
       WHEN n.kind IN ('brand', 'campaign') THEN NOT EXISTS (
         SELECT FROM registration_step s
          WHERE s.tenant_id = r.tenant_id AND s.name = 'brand' AND s.sid <> n."brandSid")
       WHEN n.kind = 'bundle' THEN EXISTS (
         SELECT FROM registration_step s
          WHERE s.tenant_id = r.tenant_id AND s.sid = n."resourceSid")
       ELSE EXISTS (
         SELECT FROM number_copy c
          WHERE c.tenant_id = r.tenant_id AND c.provider_sid = n."resourceSid") END
  ), due AS (
    UPDATE registration r SET due_at = now()
     WHERE r.tenant_id IN (SELECT "tenantId" FROM known ORDER BY 1)
  )
  SELECT id FROM known`;

/**
 * Keeps what Twilio says of numbers' registrations, of each the newest. Events of one instant are in the order in
 * which they can follow one another.
 */
export const NUMBERS_SAID = `
  WITH said AS (
    SELECT DISTINCT ON ("tenantId", "accountSid", "resourceSid") n.*,
           array_position(ARRAY['ended', 'pending', 'failed', 'successful'], "numberRegistration") AS place
      FROM json_to_recordset($1) AS n (
        "tenantId" uuid, "accountSid" text, "resourceSid" text, "numberRegistration" text,
        "providerCode" int, "saidAt" timestamptz)
     WHERE "numberRegistration" IS NOT NULL AND "saidAt" IS NOT NULL
     ORDER BY "tenantId", "accountSid", "resourceSid", "saidAt" DESC, place DESC
  )
  UPDATE number_copy c
     SET registration = s."numberRegistration", registration_code = s."providerCode",
         registration_at = s."saidAt"
    FROM said s
   WHERE c.tenant_id = s."tenantId" AND c.account_sid = s."accountSid" AND c.provider_sid = s."resourceSid"
     AND (c.registration_at IS NULL OR (c.registration_at, array_position(
            ARRAY['ended', 'pending', 'failed', 'successful'], c.registration)) < (s."saidAt", s.place))`;

/** Has registrations looked at that count as approved, of some businesses. */
export const SUSPENDED_SENDERS = `
  UPDATE registration r SET due_at = now()
   WHERE r.tenant_id = ANY($1::uuid[]) AND r.approved AND (r.due_at IS NULL OR r.due_at > now())`;

/** Has registrations looked at whose businesses have another number than the one that was assigned. */
export const NEW_NUMBERS = `
  UPDATE registration r SET due_at = now()
   WHERE EXISTS (
     SELECT FROM unnest($1::uuid[], $2::text[]) AS n (tenant_id, provider_sid)
       JOIN registration_step s ON s.tenant_id = n.tenant_id
        AND s.name = 'number_assignment' AND s.sid <> n.provider_sid
      WHERE n.tenant_id = r.tenant_id)`;
