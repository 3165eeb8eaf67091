import type { Line, Status, Verdict } from '../verdict/judge.ts'

const marks: Record<Status, string> = {
  passed: 'YES',
  failed: 'NO',
  warning: 'YES (warning)',
  untestable: 'NO (untestable)',
  not_applicable: 'not applicable',
  known_failing: 'known to fail',
  not_reached: 'not reached',
}
const colours: Partial<Record<Status, number>> = {
  passed: 32,
  failed: 31,
  untestable: 31,
  not_reached: 33,
  known_failing: 33,
}

/** Paints when the output is a terminal. */
export const paint = (text: string, colour: number | undefined, on: boolean): string =>
  on && colour !== undefined ? `\u001b[${colour}m${text}\u001b[0m` : text

function lineText({ id, title, status, ms, findings }: Line, coloured: boolean): string {
  const time = ms > 0 ? `${(ms / 1000).toFixed(1)} s` : ''
  const judged = findings.reduce((sum, { observed }) => sum + observed, 0)
  const facts = judged > 0 ? `${judged} facts` : ''
  const mark = paint(marks[status].padEnd(16), colours[status], coloured)
  return `  ${id.padEnd(9)} ${title.padEnd(36)} ${mark} ${time.padStart(8)} ${facts.padStart(12)}`.trimEnd()
}

/** The final table: seven stages, ten checks, what is wrong, and the verdict. */
export function table(verdict: Verdict, runSeconds: number, coloured: boolean): string {
  const lines = [...verdict.stages, ...verdict.checks]
  const complaints = lines.flatMap(({ id, findings }) =>
    findings
      .filter(({ status }) => status === 'failed' || status === 'untestable' || status === 'known_failing')
      .map(({ requirement, complaints: [first, ...more], pointer }) => {
        const rest = more.length > 0 ? ` (and ${more.length} more)` : ''
        return `  ${id}  ${requirement}: ${firstLine(first?.message ?? '')}${rest}\n           ${pointer}`
      }),
  )
  const word = paint(verdict.verdict, verdict.verdict === 'GO' ? 32 : 31, coloured)
  return [
    '',
    'Stages',
    ...verdict.stages.map((line) => lineText(line, coloured)),
    '',
    'Checks',
    ...verdict.checks.map((line) => lineText(line, coloured)),
    ...(complaints.length > 0 ? ['', 'Findings', ...complaints] : []),
    '',
    `${word}  after ${runSeconds.toFixed(1)} s`,
  ].join('\n')
}

const firstLine = (text: string): string => {
  const [line = ''] = text.split('\n')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
