import { fileURLToPath } from 'node:url'
import { lint } from './lint.ts'
import { rules } from './rules/index.ts'

const { problems, files } = lint(fileURLToPath(new URL('../..', import.meta.url)))
for (const { rule, path, line, message } of problems) console.log(`${path}:${line} ${rule}: ${message}`)
for (const id of new Set(problems.map(({ rule }) => rule))) {
  console.log(`${id}: ${rules.find((rule) => rule.id === id)?.why}`)
}
console.log(`house lint: ${files} files, ${rules.length} rules, ${problems.length} problems`)
process.exitCode = problems.length === 0 ? 0 : 1
