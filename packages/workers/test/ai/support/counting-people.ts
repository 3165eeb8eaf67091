import { createPeopleStore } from '../../../src/ai/adapters/people/people-store.ts'
import type { PeopleStore, Tx } from '../../../src/ai/application/ports.ts'

/** The people's tables with a count of the statements that reach them, COPY included; `look` is shown each text. */
export function countingPeople(look: (text: string) => void = () => {}): {
  readonly people: PeopleStore
  readonly statements: () => number
} {
  const people = createPeopleStore()
  let sent = 0
  const counted = (tx: Tx): Tx => {
    const client = new Proxy(tx.client, {
      get: (target, name) => {
        if (name === 'query') sent += 1
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    const query: Tx['query'] = (text, values) => {
      sent += 1
      look(text)
      return tx.query(text, values)
    }
    return { query, client }
  }
  return {
    people: {
      merge: (tx, ...rest) => people.merge(counted(tx), ...rest),
      decide: (tx, ...rest) => people.decide(counted(tx), ...rest),
      isRace: people.isRace,
    },
    statements: () => sent,
  }
}
