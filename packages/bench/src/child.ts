import { loadEngine, type EngineName } from './engines'
import { measure, type Measured, type Measurement } from './measure'

export type Job = {
  readonly engine: EngineName
  readonly measurement: Measurement
  readonly folder: string
  readonly spendLines: number
}

/** `maxRss` of a process is its own, which is why each measurement has one. */
export type Reply = { readonly measured: Measured; readonly about: string; readonly peakBytes: number } | null

const run = async (job: Job): Promise<Reply> => {
  const engine = await loadEngine(job.engine)
  if (engine === null) return null
  const measured = await measure(engine, job.measurement, job.folder, job.spendLines)
  return measured && { measured, about: engine.about, peakBytes: process.resourceUsage().maxRSS * 1024 }
}

process.on('message', (job: Job) => {
  run(job).then(
    (reply) => process.send?.(reply, () => process.disconnect()),
    (error: unknown) => {
      console.error(error)
      process.exitCode = 4
      process.disconnect()
    },
  )
})
