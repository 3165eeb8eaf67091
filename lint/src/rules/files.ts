import { basename } from 'node:path/posix'
import type { Rule } from '../rule.ts'

const longest = 400

export const kebabCase: Rule = {
  id: 'files/kebab-case',
  why: 'one way to write names finds every file on every file system',
  check: ({ path, tree }) =>
    tree === undefined || /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(basename(path))
      ? []
      : [{ line: 1, message: 'file names are kebab-case' }],
}

export const smallFiles: Rule = {
  id: 'files/small',
  why: 'one concept a file; a file that long holds several',
  check({ text, tree, area }) {
    const lines = text.trimEnd().split('\n').length
    return tree === undefined || area.kind !== 'src' || lines <= longest
      ? []
      : [{ line: longest + 1, message: `${lines} lines, at most ${longest}` }]
  },
}
