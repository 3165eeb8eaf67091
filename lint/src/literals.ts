import ts from 'typescript'
import { lineOf, type SourceFile, walk } from './source-file.ts'

/** Stands in a text for each inserted expression. */
export const inserted = '\u{fffc}'

/** A text as the code spells it. */
export interface TextLiteral {
  readonly text: string
  readonly line: number
}

/** Every string and template of a file, but for module specifiers. */
export function textsOf(file: SourceFile): readonly TextLiteral[] {
  const found: TextLiteral[] = []
  walk(file, (node) => {
    if (ts.isStringLiteralLike(node) && !isSpecifier(node)) found.push({ text: node.text, line: lineOf(file, node) })
    if (ts.isTemplateExpression(node)) {
      const text = node.head.text + node.templateSpans.map(({ literal }) => inserted + literal.text).join('')
      found.push({ text, line: lineOf(file, node) })
    }
    if (ts.isRegularExpressionLiteral(node))
      found.push({ text: node.text.replaceAll('\\/', '/'), line: lineOf(file, node) })
  })
  return found
}

const isSpecifier = (node: ts.Node): boolean =>
  ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent)

/** A number as the code spells it, products and sums of literals computed. */
export interface NumberLiteral {
  readonly value: number
  /** Words of the name it is given to or compared with: `chunkRows` → chunk, rows. */
  readonly context: readonly string[]
  readonly line: number
}

/** Every number of a file; `60 * 60` is one number. Strings that are a number, as SQS attributes are, count. */
export function numbersOf(file: SourceFile): readonly NumberLiteral[] {
  const found: NumberLiteral[] = []
  walk(file, (node) => {
    const value = fold(node)
    // Only the outermost of nested operations is what the code means.
    if (value === undefined || fold(node.parent) !== undefined || converts(node)) return
    found.push({ value, context: contextOf(node), line: lineOf(file, node) })
  })
  return found
}

/** `hours * 3600`, `milliseconds / 1000`: a factor between units, not a quantity. */
const converts = ({ parent }: ts.Node): boolean =>
  ts.isBinaryExpression(parent) &&
  [ts.SyntaxKind.AsteriskToken, ts.SyntaxKind.SlashToken].includes(parent.operatorToken.kind)

function fold(node: ts.Node): number | undefined {
  if (ts.isNumericLiteral(node)) return Number(node.text)
  if (ts.isStringLiteralLike(node)) return /^[1-9]\d*$/.test(node.text) ? Number(node.text) : undefined
  if (ts.isParenthesizedExpression(node)) return fold(node.expression)
  if (!ts.isBinaryExpression(node)) return undefined
  const [left, right] = [fold(node.left), fold(node.right)]
  if (left === undefined || right === undefined) return undefined
  if (node.operatorToken.kind === ts.SyntaxKind.AsteriskToken) return left * right
  if (node.operatorToken.kind === ts.SyntaxKind.MinusToken) return left - right
  return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? left + right : undefined
}

function contextOf(node: ts.Node): readonly string[] {
  const { parent } = node
  if (ts.isPropertyAssignment(parent) && isClientOption(parent)) return []
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return words(parent.name.getText())
  if (ts.isParameter(parent) || ts.isPropertyDeclaration(parent) || ts.isBindingElement(parent))
    return words(parent.name.getText())
  if (ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent)) return contextOf(parent)
  if (ts.isBinaryExpression(parent) && compares.includes(parent.operatorToken.kind))
    return words((parent.left === node ? parent.right : parent.left).getText())
  return []
}

/** `new SQSClient({ maxAttempts: 2 })` names an option of somebody else. */
const isClientOption = ({ parent: { parent } }: ts.PropertyAssignment): boolean =>
  ts.isNewExpression(parent) && /Client$/.test(parent.expression.getText())

const compares: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.EqualsToken,
]

/** `chunkRows`, `chunk_rows` and `CHUNK_ROWS` are the words chunk and rows. */
export function words(name: string): readonly string[] {
  const apart = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
  return apart
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
