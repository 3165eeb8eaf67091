import type { Contract, JsonObject, StateMachineDocument } from '../../contract/model.ts'
import { resolveRef } from '../../schemas/inline.ts'
import { inAsyncapi, type Place, type Rule } from '../rule.ts'

export const stateRules: Rule[] = [
  {
    id: 'states-agree',
    because: 'an answer or a document would carry a state that nobody knows',
    stage: 'meaning',
    check: (contract) =>
      Object.entries(contract.asyncapi['x-states']).flatMap(([name, machine]): Place[] => {
        const named = enumOf(contract, machine.enum)
        const used = statesOf(machine)
        const differing = [...new Set([...named, ...used])].filter(
          (state) => !named.includes(state) || !used.has(state),
        )
        return differing.map((state) =>
          inAsyncapi(
            ['x-states', name],
            `${state} stands ${named.includes(state) ? `only in ${machine.enum}` : `not in ${machine.enum}`}`,
          ),
        )
      }),
  },
  {
    id: 'states-reachable',
    because: 'a state that nothing leads to, or that nothing leads out of, is a mistake or a trap (P-02)',
    stage: 'meaning',
    check: ({ asyncapi }) =>
      Object.entries(asyncapi['x-states']).flatMap(([name, machine]) => {
        const reached = reachable(machine)
        const all = [...statesOf(machine)]
        return [
          ...all
            .filter((state) => !reached.has(state))
            .map((state) => inAsyncapi(['x-states', name], `nothing leads to ${state}`)),
          ...all
            .filter((state) => !machine.transitions[state] && !machine.terminal.includes(state))
            .map((state) => inAsyncapi(['x-states', name], `nothing leads out of ${state}, which is not terminal`)),
        ]
      }),
  },
  {
    id: 'job-states-final',
    because: 'a finished job that changes again is a job done twice (P-07)',
    stage: 'meaning',
    check: ({ asyncapi }) => {
      const { terminal = [], transitions = {} } = asyncapi['x-states'].job ?? {}
      return ['DONE', 'FAILED', 'CANCELLED', 'DEAD'].flatMap((state) => {
        const exits = transitions[state] ?? []
        const allowed = state === 'DEAD' ? 'PENDING' : ''
        return terminal.includes(state) && exits.join() === allowed
          ? []
          : [
              inAsyncapi(
                ['x-states', 'job', 'transitions', state],
                `must be terminal${allowed ? `, with redrive to ${allowed} as its one exit` : ' and without exit'}`,
              ),
            ]
      })
    },
  },
]

/** The states that the schema names; none when the reference leads nowhere, so that every state is reported. */
function enumOf(contract: Contract, reference: string): string[] {
  try {
    const { value } = resolveRef(contract, 'asyncapi.yaml', reference)
    return ((value as JsonObject).enum ?? []) as string[]
  } catch {
    return []
  }
}

function statesOf({ initial, terminal, transitions }: StateMachineDocument): Set<string> {
  return new Set([initial, ...terminal, ...Object.keys(transitions), ...Object.values(transitions).flat()])
}

function reachable({ initial, transitions }: StateMachineDocument): Set<string> {
  const reached = new Set([initial])
  for (const state of reached) for (const next of transitions[state] ?? []) reached.add(next)
  return reached
}
