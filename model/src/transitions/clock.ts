import { isTerminal, Visibility } from '../vocabulary.ts'
import { StepKind, type Steps } from './steps.ts'

/** Time passes: visibilities and back-offs end. There are no figures here, only what may be waited for. */
export function clockSteps(steps: Steps): void {
  const { before } = steps
  before.messages.forEach(({ visibility }, index) => {
    if (visibility === Visibility.none || visibility === Visibility.visible) return
    const hour = visibility === Visibility.long
    steps.step(
      hour ? StepKind.hour : StepKind.normal,
      () => `queue: the ${hour ? 'hour-long' : 'brief'} visibility of message ${index + 1} ends`,
      (next) => {
        next.message(index + 1).visibility = Visibility.visible
      },
    )
  })
  before.jobs.forEach((job, index) => {
    if (job.due || isTerminal(job.status)) return
    steps.normal(
      () => `time: the back-off of job ${index} is over`,
      (next) => {
        next.job(index).due = 1
      },
    )
  })
}
