import type { Finding, Verdict } from '../verdict/judge.ts'

const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML forbids them, and process output may hold them.
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '?')

function testCase(finding: Finding): string {
  const head = `    <testcase classname="${finding.row}" name="${escapeXml(finding.requirement)}"`
  const text = escapeXml(finding.complaints.map(({ message }) => message).join('\n'))
  switch (finding.status) {
    case 'failed':
    case 'untestable':
      return `${head}><failure type="${finding.status}" message="${escapeXml(finding.title)}">${text}</failure></testcase>`
    case 'not_reached':
    case 'not_applicable':
    case 'known_failing':
      return `${head}><skipped message="${finding.status}: ${text}"/></testcase>`
    default:
      return `${head}/>`
  }
}

/** The findings in the format that build servers read; a test case is named after its requirement. */
export function junit({ stages, checks }: Verdict, runSeconds: number): string {
  const suites = [...stages, ...checks].map(({ id, title, findings, ms }) => {
    const failures = findings.filter(({ status }) => status === 'failed' || status === 'untestable').length
    const skipped = findings.filter(({ status }) => /^(not_|known)/.test(status)).length
    const head = `  <testsuite name="${id} ${escapeXml(title)}" tests="${findings.length}" failures="${failures}" skipped="${skipped}" time="${ms / 1000}">`
    return [head, ...findings.map(testCase), '  </testsuite>'].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="bigbang" time="${runSeconds}">\n${suites.join('\n')}\n</testsuites>\n`
}
