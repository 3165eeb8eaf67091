/** Where a run's words go: progress to stderr while it runs, the report to stdout, with --json one object at its end. */
export interface Output {
  progress(line: string): void
  say(text: string): void
  result(summary: object): void
}

/** On a terminal the progress overwrites itself; elsewhere a line is written every five seconds. */
export function consoleOutput(json: boolean): Output {
  const terminal = process.stderr.isTTY
  let lastAt = performance.now()
  return {
    progress: (line) => {
      if (terminal) {
        process.stderr.write(`\r\u001b[K${line.slice(0, 110)}`)
      } else if (performance.now() - lastAt > 5000) {
        lastAt = performance.now()
        process.stderr.write(`${line}\n`)
      }
    },
    say: (text) => {
      if (terminal) process.stderr.write('\r\u001b[K')
      process.stdout.write(`${text}\n`)
    },
    result: (summary) => {
      if (json) process.stdout.write(`${JSON.stringify(summary)}\n`)
    },
  }
}
