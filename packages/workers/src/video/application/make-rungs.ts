import { video as videoPolicy } from '@academy/sdk/contract'
import { bytesOfRungs } from '../domain/disk-space.ts'
import { displaySize } from '../domain/display-size.ts'
import { encodedFrameRate } from '../domain/frame-rate.ts'
import { type PlannedRung, planRungs } from '../domain/ladder.ts'
import { masterPlaylist } from '../domain/master-playlist.ts'
import { masterFile, rungPlaylist, thumbnailFile } from '../domain/published-file.ts'
import type { SourceFacts } from '../domain/source-facts.ts'
import { thumbnailMoment } from '../domain/thumbnail-moment.ts'
import { transcodeTimeout } from '../domain/time-limit.ts'
import { checkRung, type FinishedRung } from './check-rung.ts'
import { assertDiskSpace } from './disk-guard.ts'
import type { MediaTool, TranscodeVolume, WorkFolder } from './ports.ts'
import type { StepProgress } from './step-progress.ts'

/** Folder of everything that will be published, in the work folder. */
export const outputFolder = 'hls'

/** A downloaded source and where to work on it. */
export interface Making {
  readonly file: string
  readonly folder: WorkFolder
  readonly volume: TranscodeVolume
  readonly media: MediaTool
  readonly progress: StepProgress
  /** Seconds that are left until the job's cap. */
  readonly secondsToCap: () => number
  readonly signal: AbortSignal
}

/** What was made of a source. */
export interface Made {
  readonly facts: SourceFacts
  /** Lowest first. */
  readonly rungs: readonly FinishedRung[]
}

/**
 * Source → rungs, read back and found good → master playlist → thumbnail, all in the output folder.
 *
 * @throws RejectedInputError `source_unreadable`
 * @throws RetryableError `disk_space_low`, `transcode_stalled`, `transcode_timeout`, `transcode_failed`
 */
export async function makeRungs(making: Making): Promise<Made> {
  const { file, folder, volume, media, progress, signal } = making
  await progress.begin('probing')
  const facts = await media.probe(file, signal)
  const plan = planRungs(displaySize(facts.picture), videoPolicy.ladder)
  await assertDiskSpace(volume, bytesOfRungs(plan, facts.duration), videoPolicy)
  await progress.complete()

  await encode(making, facts, plan)

  await progress.begin('validating')
  const rungs = await checkRungs(making, facts, plan)
  await folder.write(`${outputFolder}/${masterFile}`, masterPlaylist(rungs.map(({ variant }) => variant)))

  await progress.begin('thumbnail')
  await takeThumbnail(making, facts, rungs)
  await progress.complete()
  return { facts, rungs }
}

async function encode(
  { file, folder, media, progress, secondsToCap, signal }: Making,
  facts: SourceFacts,
  rungs: readonly PlannedRung[],
): Promise<void> {
  await progress.begin('transcoding')
  await folder.makeFolder(outputFolder)
  await media.encode({
    source: file,
    facts,
    frameRate: encodedFrameRate(facts.picture.frameRate),
    rungs,
    outputFolder: folder.path(outputFolder),
    timeoutSeconds: transcodeTimeout(facts.duration, secondsToCap(), videoPolicy),
    onAdvance: (seconds) => progress.advance(seconds, facts.duration),
    signal,
  })
  await progress.complete()
}

async function checkRungs(
  { folder, media, signal }: Making,
  facts: SourceFacts,
  plan: readonly PlannedRung[],
): Promise<readonly FinishedRung[]> {
  const expected = {
    duration: facts.duration,
    frameRate: encodedFrameRate(facts.picture.frameRate),
    tolerance: videoPolicy.durationToleranceSeconds,
    segmentSeconds: videoPolicy.segmentSeconds,
  }
  const rungs: FinishedRung[] = []
  for (const rung of plan) rungs.push(await checkRung(rung, expected, { folder, output: outputFolder, media, signal }))
  return rungs
}

/** From the best rung: upright, in square pixels and known to decode. */
async function takeThumbnail(
  { folder, media, signal }: Making,
  facts: SourceFacts,
  rungs: readonly FinishedRung[],
): Promise<void> {
  const best = rungs.at(-1) as FinishedRung
  await media.takeThumbnail(folder.path(outputFolder, rungPlaylist(best.name)), {
    atSeconds: thumbnailMoment(facts.duration, videoPolicy),
    file: folder.path(outputFolder, thumbnailFile),
    signal,
  })
}
