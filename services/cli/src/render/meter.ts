import type { Output } from '../edge'
import { grouped } from './amount'

const REDRAW_MS = 100
const BAR_CHARS = 24
const CLEAR_LINE = '\r\u001b[K'

export interface Meter {
  /** The total is undefined where nobody knows it. */
  readonly update: (done: number, total: number | undefined) => void
  /** Takes the bar away, so that what follows begins on an empty line. */
  readonly end: () => void
}

interface Clock {
  readonly elapsedMs: () => number
}

const UNITS: ReadonlyArray<readonly [bytes: number, name: string]> = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
]

export const quantity = (count: number, unit: 'events' | 'bytes'): string => {
  if (unit === 'events') return `${grouped(String(Math.round(count)))} events`
  const [size, name] = UNITS.find(([bytes]) => count >= bytes) ?? [1, 'B']
  return `${(count / size).toFixed(size === 1 ? 0 : 1)} ${name}`
}

export const span = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** One line such as `rebuild ██████──────── 43 %  812,000 events/s  2 s left`. */
export const meterLine = (
  label: string,
  unit: 'events' | 'bytes',
  done: number,
  total: number | undefined,
  seconds: number,
): string => {
  const rate = seconds > 0 ? done / seconds : 0
  const speed = rate > 0 ? `  ${quantity(rate, unit)}/s` : ''
  if (total === undefined || total === 0) return `${label}  ${quantity(done, unit)}${speed}`
  const share = Math.min(1, done / total)
  const full = Math.round(share * BAR_CHARS)
  const left = rate > 0 ? `  ${span((total - done) / rate)} left` : ''
  return `${label} ${'█'.repeat(full)}${'─'.repeat(BAR_CHARS - full)} ${String(Math.floor(share * 100)).padStart(3)} %${speed}${left}`
}

const SILENT: Meter = { update: () => undefined, end: () => undefined }

export const meterOn = (output: Output, { elapsedMs }: Clock, label: string, unit: 'events' | 'bytes'): Meter => {
  if (!output.isTerminal) return SILENT
  const started = elapsedMs()
  // What is done at once needs no bar.
  let drawnAt = started
  let isDrawn = false
  return {
    update: (done, total) => {
      const now = elapsedMs()
      if (now - drawnAt < REDRAW_MS) return
      drawnAt = now
      isDrawn = true
      output.write(
        `${CLEAR_LINE}${meterLine(label, unit, done, total, (now - started) / 1_000).slice(0, (output.columns ?? 80) - 1)}`,
      )
    },
    end: () => {
      if (isDrawn) output.write(CLEAR_LINE)
    },
  }
}
