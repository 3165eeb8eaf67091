-- Notifications: one row per notice, whatever number of queue messages carried it.
--
--   queued ──► sending ──► sent
--                 ├──────► failed             the provider, or a rule of ours, refused it for good
--                 ├──────► retryable_failed   the provider certainly did not take it; sending again is safe
--                 └──────► ambiguous          nobody knows whether the provider took it; never sent again by itself
--
-- `sending` is committed before the provider is called. A row found in `sending` by a later attempt therefore means
-- that an earlier attempt may have reached the provider: it becomes `ambiguous`, never a second request (P-35).

CREATE TABLE notifications (
  notification_id          uuid        PRIMARY KEY,
  tenant_id                text        NOT NULL REFERENCES tenants (tenant_id),
  channel                  text        NOT NULL CHECK (channel IN ('sms', 'lms', 'alimtalk')),
  recipient                text        NOT NULL CHECK (recipient ~ '^[0-9]+$'),
  text                     text        NOT NULL,
  sender                   text                 CHECK (sender ~ '^[0-9]+$'),
  template_id              text,
  replacements             jsonb                CHECK (jsonb_typeof(replacements) = 'array'),
  business_idempotency_key text        NOT NULL,
  reservation_id           text,
  -- Where the notice came from (P-37): a mass wrong send is found and stopped by its origin.
  origin_type              text,
  origin_id                text,

  status                   text        NOT NULL DEFAULT 'queued'
    CHECK (status IN ('queued', 'sending', 'sent', 'failed', 'retryable_failed', 'ambiguous')),
  -- The job that carries the notice now; a retried FAILED job is a new job for the same notice.
  job_id                   uuid        NOT NULL,
  -- The fence of the attempt that committed `sending`; only that attempt knows what its request came to.
  sending_fence            bigint,
  -- Set with `sending`, cleared when the provider certainly did not take the notice: what the quotas count.
  quota_at                 timestamptz,
  sent_as                  text                 CHECK (sent_as IN ('sms', 'lms', 'alimtalk')),
  provider_message_id      text,
  error_code               text,
  created_at               timestamptz NOT NULL DEFAULT now(),
  updated_at               timestamptz NOT NULL DEFAULT now(),
  sending_at               timestamptz,
  sent_at                  timestamptz,

  -- The same notice has the same key, whatever the queue message (P-35).
  CONSTRAINT notifications_business_key UNIQUE (tenant_id, channel, business_idempotency_key),
  CONSTRAINT notifications_sent_has_evidence CHECK (
    status <> 'sent' OR (sent_at IS NOT NULL AND sent_as IS NOT NULL AND provider_message_id IS NOT NULL)
  ),
  CONSTRAINT notifications_sending_has_fence CHECK (status <> 'sending' OR sending_fence IS NOT NULL)
);

-- The log is read newest first.
CREATE INDEX notifications_log ON notifications (tenant_id, created_at DESC, notification_id DESC);
-- The quotas: a tenant's last hour, and the provider's day over all tenants.
CREATE INDEX notifications_tenant_quota ON notifications (tenant_id, quota_at) WHERE quota_at IS NOT NULL;
CREATE INDEX notifications_provider_quota ON notifications (quota_at) WHERE quota_at IS NOT NULL;

-- Numbers a tenant must never write to. Checked at enqueue, at consume and just before the call.
CREATE TABLE messaging_deny_list (
  tenant_id  text        NOT NULL REFERENCES tenants (tenant_id),
  recipient  text        NOT NULL CHECK (recipient ~ '^[0-9]+$'),
  reason     text        NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, recipient)
);

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE messaging_deny_list ENABLE ROW LEVEL SECURITY;

CREATE POLICY notifications_of_tenant ON notifications TO academy_api
  USING (tenant_id = current_setting('app.tenant_id', true))
  WITH CHECK (tenant_id = current_setting('app.tenant_id', true));
CREATE POLICY messaging_deny_list_of_tenant ON messaging_deny_list TO academy_api
  USING (tenant_id = current_setting('app.tenant_id', true))
  WITH CHECK (tenant_id = current_setting('app.tenant_id', true));
-- A worker serves every tenant; each of its statements names the tenant of its job.
CREATE POLICY notifications_of_worker ON notifications TO academy_worker USING (true) WITH CHECK (true);
CREATE POLICY messaging_deny_list_of_worker ON messaging_deny_list TO academy_worker USING (true);

GRANT SELECT, INSERT, UPDATE ON notifications TO academy_api;
GRANT SELECT, INSERT, DELETE ON messaging_deny_list TO academy_api;
GRANT SELECT, UPDATE ON notifications TO academy_worker;
GRANT SELECT ON messaging_deny_list TO academy_worker;
