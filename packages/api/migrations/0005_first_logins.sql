-- One-time first passwords of imports (password_mode random) on their way to the academy's owner.
--
-- The accounts of a chunk and what is to be handed over about them are written by one transaction, so that a kill
-- loses no secret and a second attempt makes none twice. Rows hold ciphertext alone (AES-256-GCM, bound to tenant and
-- job); the key is in the configuration of worker and API and in no table (P-44).
CREATE TABLE first_logins (
  job_id     uuid        NOT NULL REFERENCES jobs,
  tenant_id  text        NOT NULL REFERENCES tenants (tenant_id),
  -- Row of the roster that ended the chunk: the order of the parts.
  last_row   integer     NOT NULL,
  accounts   integer     NOT NULL CHECK (accounts > 0),
  sealed     bytea       NOT NULL,
  -- The same moment as the passwords' own: from then on there is nothing to hand over.
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (job_id, last_row)
);
CREATE INDEX first_logins_expiry ON first_logins (expires_at);

GRANT SELECT ON first_logins TO academy_api;
GRANT SELECT, INSERT, DELETE ON first_logins TO academy_worker;
ALTER TABLE first_logins ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant_only ON first_logins TO academy_api
  USING (tenant_id = current_setting('app.tenant_id', true)) WITH CHECK (tenant_id = current_setting('app.tenant_id', true));
CREATE POLICY every_tenant ON first_logins TO academy_worker USING (true) WITH CHECK (true);

-- A one-time secret never becomes a lasting password: as long as its hash stands, it must be changed and expires.
ALTER TABLE users ADD CONSTRAINT users_one_time_password
  CHECK (password_hash NOT LIKE 'hmac$%' OR (must_change_password AND password_expires_at IS NOT NULL));

-- For the application that logs people in: puts a password of their own in the place of the one-time one. True for one
-- caller, once, before it expires; the hash that was checked is compared again here, under the row's lock.
CREATE FUNCTION academy_replace_one_time_password(account_login text, one_time_hash text, new_hash text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  IF new_hash LIKE 'hmac$%' THEN
    RAISE EXCEPTION 'a one-time password cannot follow another' USING ERRCODE = 'check_violation';
  END IF;
  UPDATE users SET password_hash = new_hash, must_change_password = false, password_expires_at = NULL, updated_at = now()
  WHERE login = account_login AND password_hash = one_time_hash AND password_hash LIKE 'hmac$%'
    AND password_expires_at > now() AND deleted_at IS NULL;
  RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION academy_replace_one_time_password FROM PUBLIC;
