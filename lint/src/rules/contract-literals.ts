import type { ContractFacts, ContractNumber } from '../contract-facts.ts'
import { inserted, type NumberLiteral, numbersOf, textsOf, words } from '../literals.ts'
import type { Finding, Rule } from '../rule.ts'
import type { SourceFile } from '../source-file.ts'

const why = 'names, keys and numbers of the contract are generated from it; a typed copy drifts (P-08, P-20)'

/** The generator reads the contract itself, and its lint knows the limits of AWS. */
const handWritten = ({ area }: SourceFile): boolean => !['codegen', 'lint'].includes(area.name)
/** The suite's tests judge written histories, which hold the names that were seen; its defects are wrong on purpose. */
const isSample = ({ path }: SourceFile): boolean => /^conformance\/(test|mutants)\//.test(path)
const source = (file: SourceFile): boolean =>
  handWritten(file) && (file.area.kind === 'src' || file.path.endsWith('.sql'))
/** The suite holds the mission's numbers against the contract's, so it states them; the stack must not know the contract. */
const product = (file: SourceFile): boolean => source(file) && !['conformance', 'stack'].includes(file.area.name)

export const noQueueName: Rule = {
  id: 'contract/queue-name',
  why,
  check: (file, { queueNames }) =>
    handWritten(file) && !isSample(file)
      ? found(texts(file), (text) => queueNames.some((name) => namesQueue(text, name)))
      : [],
}

/** Also when it is put together: `academy-${fleet}-jobs`, `${queue}-dlq`. */
function namesQueue(text: string, name: string): boolean {
  if (text.includes(name)) return true
  const parts = text.split(inserted)
  if (parts.length === 1 || !/-(jobs|dlq)/.test(text)) return false
  return new RegExp(`^${parts.map(escaped).join('.*')}$`).test(name)
}

export const noKeyTemplate: Rule = {
  id: 'contract/key-template',
  why,
  check: (file, { keyTemplates }) => {
    if (!source(file)) return []
    const shapes = keyTemplates.map(shapeOf)
    return found(texts(file), (text) => shapes.some(({ first, shape }) => text === first || shape.test(text)))
  },
}

/** The beginning of a key, up to and with its second fixed part, with anything in the placeholder. */
function shapeOf(template: string): { first: string; shape: RegExp } {
  const [first = '', second = ''] = template.split(/\{\w+\}/)
  return {
    first,
    shape: new RegExp(`(^|[^\\w])${escaped(first)}(${escaped(inserted)}|\\{\\w+\\}|[\\w.*-]+)${escaped(second)}`),
  }
}

export const noContractNumber: Rule = {
  id: 'contract/number',
  why,
  check: (file, { numbers }) =>
    product(file)
      ? numbersIn(file).flatMap((literal) => {
          const known = numbers.find((number) => isTyped(number, literal))
          return known ? [{ line: literal.line, message: `${literal.value} is the contract's ${known.key}` }] : []
        })
      : [],
}

function isTyped({ value, key }: ContractNumber, literal: NumberLiteral): boolean {
  const inMilliseconds = /seconds$/.test(key) && literal.value === value * 1000
  if (literal.value !== value && !inMilliseconds) return false
  if (isDistinctive(value)) return true
  const significant = words(key).filter((word) => word !== 'seconds')
  return literal.context.length > 0 && significant.every((word) => literal.context.includes(word))
}

/** A day and half a day. */
const unitsOfTime: readonly number[] = [86_400, 43_200]

/** Numbers that hardly mean anything else: not small, not round, not a power of two. The others need their name. */
const isDistinctive = (value: number): boolean =>
  value >= 1000 && !unitsOfTime.includes(value) && !/^\d0*$/.test(String(value)) && !Number.isInteger(Math.log2(value))

const texts = (file: SourceFile): readonly { text: string; line: number }[] =>
  file.tree ? textsOf(file) : statements(file)

function numbersIn(file: SourceFile): readonly NumberLiteral[] {
  if (file.tree) return numbersOf(file)
  return statements(file).flatMap(({ text, line }) =>
    [...text.matchAll(/(?<![\w.])\d+(?![\w.])/g)].map(([digits]) => ({ value: Number(digits), context: [], line })),
  )
}

/** The lines of an SQL file without their comments. */
const statements = ({ text }: SourceFile): { text: string; line: number }[] =>
  text.split('\n').map((line, index) => ({ text: line.replace(/--.*$/, ''), line: index + 1 }))

const found = (
  literals: readonly { text: string; line: number }[],
  fits: (text: string) => boolean,
): readonly Finding[] =>
  literals
    .filter(({ text }) => fits(text))
    .map(({ text, line }) => ({ line, message: `"${text.replaceAll(inserted, '…').trim().slice(0, 80)}"` }))

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** All facts are read from the contract; one without any would let everything pass. */
export function checkFacts({ queueNames, keyTemplates, numbers }: ContractFacts): void {
  if (queueNames.length === 0 || keyTemplates.length === 0 || !numbers.some(({ value }) => isDistinctive(value))) {
    throw new Error('house lint: asyncapi.yaml shows no queue names, keys or numbers to look for')
  }
}
