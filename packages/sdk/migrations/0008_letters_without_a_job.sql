-- A quarantined message may belong to no job, or name a tenant that does not exist. What operators do with it is
-- audited all the same (P-16): such a row has neither, and its detail says what the message was.
ALTER TABLE job_audit ALTER COLUMN job_id DROP NOT NULL, ALTER COLUMN tenant_id DROP NOT NULL;
