const own = `nspname !~ '^pg_' AND nspname <> 'information_schema'`

/** Everything a user can leave behind in a database, extensions' own parts excepted. */
export const leftoversSql = `
SELECT kind, name FROM (
  SELECT 'schema' AS kind, nspname::text AS name FROM pg_namespace WHERE ${own} AND nspname <> 'public'
  UNION ALL SELECT 'relation', c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${own}
  UNION ALL SELECT 'function', p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${own}
  UNION ALL SELECT 'type', t.oid::regtype::text FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE ${own}
) leftover ORDER BY kind, name`

/**
 * The whole catalogue as rows of (kind, name, definition), and the content of every table that a migration may have
 * filled: two runs of the migrations must leave the same.
 */
export const catalogueSql = `
SELECT kind, name, definition FROM (
  SELECT 'column' AS kind, c.oid::regclass || '.' || a.attname AS name,
    concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
    AS definition
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE ${own} AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL SELECT 'relation', c.oid::regclass::text,
    concat_ws(' ', c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.relacl, array_to_string(c.reloptions, ','))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own}
  UNION ALL SELECT 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own}
  UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE ${own}
  UNION ALL SELECT 'function', p.oid::regprocedure::text, concat_ws(' ', md5(pg_get_functiondef(p.oid)), p.proacl)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${own} AND p.prokind IN ('f', 'p')
  UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(t.oid)
    FROM pg_trigger t WHERE NOT tgisinternal
  UNION ALL SELECT 'policy', polrelid::regclass || '.' || polname,
    concat_ws(' ', polcmd, polroles::regrole[], pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
    FROM pg_policy
  UNION ALL SELECT 'view', c.oid::regclass::text, pg_get_viewdef(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own} AND c.relkind IN ('v', 'm')
  UNION ALL SELECT 'role', rolname::text, concat_ws(' ', rolsuper, rolcanlogin, rolbypassrls)
    FROM pg_roles WHERE rolname !~ '^pg_'
  UNION ALL SELECT 'rows', c.oid::regclass::text,
    (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %s', c.oid::regclass), false, true, '')))[1]::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${own} AND c.relkind = 'r'
) catalogue ORDER BY kind, name, definition`
