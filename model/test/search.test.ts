import { decisionTable } from '@academy/sdk/worker'
import { describe, expect, it } from 'vitest'
import { pairs, singles } from '../src/faults.ts'
import { readOptions } from '../src/options.ts'
import { plainScenario, without } from '../src/scenario.ts'
import { explore } from '../src/search/explore.ts'
import { StateStore } from '../src/search/state-store.ts'
import { modelTable } from '../src/table.ts'
import { World } from '../src/world.ts'

const scenario = plainScenario(modelTable(decisionTable))

describe('the search', () => {
  it('finds the shortest history: deleting before completing is wrong after six steps', () => {
    const { findings } = explore(without(scenario, 'acknowledgeAfterCommit'))
    const deleted = findings.find(({ violation }) => violation === 'deleted_live_message')
    expect(deleted?.trace.map(({ happened }) => happened)).toEqual([
      'relay: sends message 1 for job 0',
      'worker 1: receives message 1',
      'worker 1: the claim answers claimed: run',
      'worker 1: hides message 1 for the hour',
      'worker 1: the handler is done',
      'worker 1: deletes message 1',
    ])
  })

  it('says so when the bound on states ends it: then nothing is proved', () => {
    expect(explore({ ...scenario, faults: { crash: 1 } }, 1000).complete).toBe(false)
  })

  it('counts the same states again: a search has no luck of its own', () => {
    const first = explore({ ...scenario, faults: { stop: 1 } })
    const second = explore({ ...scenario, faults: { stop: 1 } })
    expect([second.states, second.steps, second.depth]).toEqual([first.states, first.steps, first.depth])
  })
})

describe('the state store', () => {
  it('knows every state again, through growth of table and states', () => {
    const store = new StateStore(2)
    const words = (n: number) => Uint32Array.of(n, n % 7)
    for (let n = 0; n < 20_000; n++) expect(store.add(words(n), n - 1)).toBe(n)
    const again = Array.from({ length: 20_000 }, (_, n) => store.find(words(n)))
    expect(again).toEqual(again.map((_, n) => n))
    expect(store.find(Uint32Array.of(1, 0))).toBe(-1)
    expect(store.count).toBe(20_000)
  })
})

describe('a state and its mirror image', () => {
  it('are one state: workers, owner and late request swapped', () => {
    const left = new World(scenario)
    const right = new World(scenario)
    for (const [world, owner] of [
      [left, 1],
      [right, 2],
    ] as const) {
      world.begin({ crash: 1 })
      world.job(0).lockedBy = owner
      world.late.worker = owner
      world.worker(owner).step = 3
      world.becomeCanonical()
    }
    expect([...right.words]).toEqual([...left.words])
  })
})

describe('fault budgets', () => {
  it('hold every kind alone and every two kinds, each once', () => {
    const all = [...singles(), ...pairs()].map((budget) => JSON.stringify(budget))
    expect(new Set(all).size).toBe(1 + 11 + (11 * 12) / 2)
  })
})

describe('the command line', () => {
  it('reads commands, rules and options', () => {
    expect(readOptions(['minus', 'fence', '--json', '--threads', '1'])).toEqual({
      command: 'minus',
      rules: ['fence'],
      json: true,
      threads: 1,
    })
    expect(readOptions([]).command).toBe('all')
  })

  it.each([[['plus']], [['minus', 'gravity']], [['--threads', '0']], [['--fast']], [['singles', 'fence']]])(
    'refuses %j',
    (argv) => {
      expect(() => readOptions(argv)).toThrow(TypeError)
    },
  )
})
