import { catalogueSql, leftoversSql } from './catalogue.ts'
import type { Scenario } from './scenario.ts'

/** Leaves one object of every sort behind first, so that a drop that does nothing, or half of it, shows. */
const relics = [
  'CREATE TABLE bigbang_relic (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text)',
  `INSERT INTO bigbang_relic (note) VALUES ('left over from the run before')`,
  'CREATE VIEW bigbang_relic_view AS SELECT note FROM bigbang_relic',
  `CREATE TYPE bigbang_relic_type AS ENUM ('left', 'over')`,
  'CREATE FUNCTION bigbang_relic_function() RETURNS integer LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE SCHEMA bigbang_relic_schema',
  'CREATE TABLE bigbang_relic_schema.more (id integer)',
]

export const dropScenario: Scenario = {
  id: 'stage-1',
  title: 'the schema is wiped',
  row: 'stage-1',
  needs: [],
  after: [],
  async run({ ledger, drive, scenario }) {
    for (const relic of relics) await ledger.own(scenario, 'relic', relic)
    await ledger.own(scenario, 'leftovers_before', leftoversSql)
    await drive('db.drop')
    await ledger.own(scenario, 'leftovers_after', leftoversSql)
  },
}

export const migrateScenario: Scenario = {
  id: 'stage-2',
  title: 'all migrations, twice',
  row: 'stage-2',
  needs: [],
  after: ['stage-1'],
  async run({ ledger, drive, scenario }) {
    await drive('db.migrate')
    await ledger.own(scenario, 'catalogue_once', catalogueSql)
    // A second run that breaks off is an observation, too: the run goes on with what the first one made.
    await drive('db.migrate').catch(() => undefined)
    await ledger.own(scenario, 'catalogue_twice', catalogueSql)
  },
}
