// After the migrations: the one-to-one constraint is gone, and every completion is written a second time.
import pg from 'pg'
import { relay } from '../hook/relay.mjs'

const sabotage = `
ALTER TABLE job_results DROP CONSTRAINT IF EXISTS job_results_pkey;
CREATE OR REPLACE FUNCTION complete_once_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 THEN
    INSERT INTO job_results (job_id, tenant_id, result) VALUES (NEW.job_id, NEW.tenant_id, NEW.result);
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER complete_once_more AFTER INSERT ON job_results FOR EACH ROW EXECUTE FUNCTION complete_once_more();
`
let url = ''

relay(async ({ verb, args }, call) => {
  if (verb === 'init') {
    const endpoints = await call(verb, args)
    url = endpoints.database_url
    return endpoints
  }
  if (verb !== 'db.migrate') return undefined
  const result = await call(verb, args)
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sabotage)
  await client.end()
  return result
})
