import { batches, spendEvent } from './data'
import type { Engine } from './engine'
import { shapeOf } from './lines'

export const MEASUREMENTS = ['append', 'rebuild', 'one-more-line'] as const
export type Measurement = (typeof MEASUREMENTS)[number]

/** What a child process tells its parent; amounts as decimal text because JSON has no bigint. */
export type Measured =
  | { readonly measurement: 'append'; readonly seconds: number; readonly durability: string }
  | {
      readonly measurement: 'rebuild'
      readonly secondsEach: ReadonlyArray<number>
      readonly answers: Record<string, string>
    }
  | {
      readonly measurement: 'one-more-line'
      readonly microsEach: ReadonlyArray<number>
      readonly answers: ReadonlyArray<string | null>
    }

const REBUILDS_MAX = 3
const FURTHER_LINES_MIN = 3
export const FURTHER_LINES_MAX = 200
/** No repetition starts after so long, so that a slow engine does not hold up the rest. */
const REPEAT_SECONDS_MAX = 2

const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000

const measureAppend = async (engine: Engine, folder: string, spendLines: number): Promise<Measured> => {
  const appender = await engine.openForAppend(folder)
  let seconds = 0
  for (const batch of batches(shapeOf(spendLines))) {
    const append = appender.append(batch)
    const startedAt = performance.now()
    await append()
    seconds += secondsSince(startedAt)
  }
  const durability = await appender.durability()
  await appender.close()
  return { measurement: 'append', seconds, durability }
}

const measureRebuild = async (rebuild: NonNullable<Engine['rebuild']>, folder: string): Promise<Measured> => {
  const secondsEach: number[] = []
  const startedAt = performance.now()
  for (;;) {
    const rebuildStartedAt = performance.now()
    const answers = await rebuild(folder)
    secondsEach.push(secondsSince(rebuildStartedAt))
    if (secondsEach.length < REBUILDS_MAX && secondsSince(startedAt) < REPEAT_SECONDS_MAX) continue
    const texts = [...answers].map(([couponId, micros]) => [couponId, `${micros}`] as const)
    return { measurement: 'rebuild', secondsEach, answers: Object.fromEntries(texts) }
  }
}

const measureOneMoreLine = async (
  openLive: NonNullable<Engine['openLive']>,
  folder: string,
  spendLines: number,
): Promise<Measured> => {
  const live = await openLive(folder)
  const shape = shapeOf(spendLines)
  const microsEach: number[] = []
  const answers: Array<string | null> = []
  const startedAt = performance.now()
  for (let k = 0; k < FURTHER_LINES_MAX; k++) {
    if (k >= FURTHER_LINES_MIN && secondsSince(startedAt) > REPEAT_SECONDS_MAX) break
    const event = spendEvent(shape, spendLines + k)
    const line = JSON.stringify(event)
    const lineStartedAt = performance.now()
    const answer = await live.settle(event, line)
    microsEach.push(secondsSince(lineStartedAt) * 1e6)
    answers.push(answer === null ? null : `${answer}`)
  }
  await live.close()
  return { measurement: 'one-more-line', microsEach, answers }
}

/** `null` where the engine does not do what is measured. */
export const measure = async (
  engine: Engine,
  measurement: Measurement,
  folder: string,
  spendLines: number,
): Promise<Measured | null> => {
  switch (measurement) {
    case 'append':
      return measureAppend(engine, folder, spendLines)
    case 'rebuild':
      return engine.rebuild === null ? null : measureRebuild(engine.rebuild, folder)
    case 'one-more-line':
      return engine.openLive === null ? null : measureOneMoreLine(engine.openLive, folder, spendLines)
  }
}
