// Biome's rules, then the house rules (lint/). Both run, so that one report shows everything.
import { finish, run } from './steps.mjs'

finish([await run('biome', 'biome', ['check', '.']), await run('house rules', 'node', ['lint/src/main.ts'])])
