import { describe, expect, test } from 'vitest'
import { History } from '../src/history/history.ts'
import { Gate } from '../src/observe/gate.ts'
import { runScenarios } from '../src/scenarios/runner.ts'
import type { Context, Scenario } from '../src/scenarios/scenario.ts'

const scenario = (id: string, needs: string[], after: string[], run: () => Promise<void>): Scenario => ({
  id,
  title: id,
  row: 'stage-1',
  needs,
  after,
  run,
})

async function outcomes(list: Scenario[]): Promise<Record<string, string>> {
  const history = new History()
  await runScenarios(list, (each) => ({ scenario: each.id, history }) as Context)
  return Object.fromEntries(
    history
      .view()
      .of('scenario')
      .map((event) => [event.scenario, event.data.state]),
  )
}

describe('carrying out scenarios', () => {
  test('what needs a broken one is not reached, what only comes after it runs', async () => {
    const fine = async () => {}
    const states = await outcomes([
      scenario('broken', [], [], () => Promise.reject(new Error('no'))),
      scenario('dependent', ['broken'], [], fine),
      scenario('later', [], ['broken', 'dependent'], fine),
    ])
    expect(states).toEqual({ broken: 'aborted', dependent: 'not_reached', later: 'finished' })
  })

  test('independent ones run side by side', async () => {
    let release = (): void => undefined
    const opened = new Promise<void>((resolve) => {
      release = resolve
    })
    const states = await outcomes([
      scenario('waits', [], [], () => opened),
      scenario('opens', [], [], async () => release()),
    ])
    expect(states).toEqual({ waits: 'finished', opens: 'finished' })
  })

  test('what broke off names the process that ended by itself', async () => {
    const history = new History()
    history.add('logs', 'log', { process: 'ai-1', line: 'ended by itself (1): queue_missing: no such queue' })
    const slow = scenario('slow', [], [], () => Promise.reject(new Error('the job did not end')))
    await runScenarios([slow], (each) => ({ scenario: each.id, history }) as Context)
    const last = history.view().of('scenario').at(-1)
    expect(last?.data.because).toBe('the job did not end; ai-1 ended by itself (1): queue_missing: no such queue')
  })

  test('an unknown predecessor is an error, not a silent skip', async () => {
    await expect(outcomes([scenario('a', ['nobody'], [], async () => {})])).rejects.toThrow('nobody')
  })
})

describe('the gate before the API', () => {
  test('a measurement waits for running calls and keeps new ones out', async () => {
    const gate = new Gate()
    const order: string[] = []
    let finish = (): void => undefined
    const running = gate.beside(
      () =>
        new Promise<void>((resolve) => {
          finish = () => {
            order.push('call')
            resolve()
          }
        }),
    )
    const alone = gate.alone(async () => void order.push('measured'))
    const late = gate.beside(async () => void order.push('late call'))
    finish()
    await Promise.all([running, alone, late])
    expect(order).toEqual(['call', 'measured', 'late call'])
  })
})
