import { describe, it } from 'vitest'

it.skip('skipped', () => {}) // planted
it.todo('todo') // planted
describe.only('focused', () => {}) // planted
it.skipIf(true)('skipped when', () => {}) // planted
it.concurrent.only('focused too', () => {}) // planted
it.fails('expected to fail', () => {}) // planted
it.each([1])('runs %i', () => {})
