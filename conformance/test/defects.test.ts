import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { applyDefect, catcherOf, DefectError, listDefects, loadDefect } from '../src/defects/defect.ts'
import { loadTarget } from '../src/target/target.ts'
import { finals, stages } from '../src/verdict/rows.ts'

const names = listDefects()
const target = loadTarget(fileURLToPath(new URL('../targets/reference.json', import.meta.url)))

describe('planted defects', () => {
  test.each(names)('%s still fits the sources and changes the target from outside', (name) => {
    const wrapped = applyDefect(target, loadDefect(name), '/notes')
    expect(name).toMatch(/^[a-z0-9-]+$/)
    expect({ ...wrapped, driver: target.driver, sourceRoots: target.sourceRoots }).toEqual(target)
    expect([wrapped.driver, wrapped.sourceRoots]).not.toEqual([target.driver, target.sourceRoots])
  })

  test('there is one for every line of the table but the derived one, and each has another catcher', () => {
    const lines = [...stages, ...finals].map(({ id }) => id).filter((id) => id !== 'check-10')
    expect(names.map(catcherOf).sort()).toEqual(lines.sort())
  })

  test('a name that is none is refused', () => {
    expect(() => loadDefect('nothing-of-the-kind')).toThrow(DefectError)
    expect(() => loadDefect('hook')).toThrow(DefectError)
  })
})
