import fc from 'fast-check'

/** Microseconds since the epoch, as in the log. */
export const HOUR = 3_600_000_000n
export const DAY = 24n * HOUR
export const RECEIPT = BigInt(Date.UTC(2026, 2, 1)) * 1000n

const LENGTHS = { PT0S: 0n, PT6H: 6n * HOUR, P1D: DAY, PT36H: 36n * HOUR, P3D: 3n * DAY, P2W: 14n * DAY } as const

export type Length = keyof typeof LENGTHS

export const lengthOf = (length: Length): bigint => LENGTHS[length]

/** How an instant is written: every style names the same microsecond. */
export type Style = 'utc' | 'tokyo' | 'newfoundland' | 'finer'

const OFFSET_MINUTES: Record<Style, number> = { utc: 0, tokyo: 540, newfoundland: -210, finer: 0 }

const offsetText = (minutes: number): string => {
  const [hours, rest] = [Math.trunc(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
}

export const rfc3339 = (micros: bigint, style: Style = 'utc'): string => {
  const minutes = OFFSET_MINUTES[style]
  const local = micros + BigInt(minutes) * 60_000_000n
  const seconds = new Date(Number(local / 1_000_000n) * 1000).toISOString().slice(0, 19)
  const digits = String(local % 1_000_000n).padStart(6, '0')
  const fraction = style === 'finer' ? `${digits}789` : digits.replace(/(000)+$/, '')
  return `${seconds}${fraction === '' ? '' : `.${fraction}`}${minutes === 0 ? 'Z' : offsetText(minutes)}`
}

/** A decimal string; `padded` writes all six digits, which is another text for the same amount. */
export const decimal = (micros: bigint, padded = false): string => {
  const magnitude = micros < 0n ? -micros : micros
  const digits = String(magnitude % 1_000_000n).padStart(6, '0')
  const fraction = padded ? digits : digits.replace(/0+$/, '')
  return `${micros < 0n ? '-' : ''}${magnitude / 1_000_000n}${fraction === '' ? '' : `.${fraction}`}`
}

/** The instants of one coupon around which everything in its history happens. */
export type Scene = {
  readonly receivedAt: bigint
  readonly activationDeadline: bigint
  readonly activatedAt: bigint
  readonly windowEndsAt: bigint
  readonly offerLateness: Length | undefined
}

export type Anchor = 'receipt' | 'deadline' | 'activation' | 'quarter' | 'half' | 'threeQuarters' | 'windowEnd' | 'settlement'

/** An instant by name and up to a microsecond beside it, so that collisions are common and shrinking keeps them. */
export type Moment = { readonly anchor: Anchor; readonly nudge: bigint; readonly ofSecond: boolean }

export const pick = <A>(...choices: readonly (readonly [number, A])[]): fc.Arbitrary<A> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })))

export const momentAt = (weights: Partial<Record<Anchor, number>>): fc.Arbitrary<Moment> =>
  fc.record({
    anchor: pick(...Object.entries(weights).map(([anchor, weight]) => [weight, anchor as Anchor] as const)),
    nudge: pick([3, 0n], [2, 1n], [2, -1n]),
    ofSecond: pick([7, false], [1, true]),
  })

const anchored = (scene: Scene, anchor: Anchor, lateness: Length): bigint => {
  const { receivedAt, activationDeadline, activatedAt, windowEndsAt } = scene
  const quarter = (windowEndsAt - activatedAt) / 4n
  switch (anchor) {
    case 'receipt':
      return receivedAt
    case 'deadline':
      return activationDeadline
    case 'activation':
      return activatedAt
    case 'quarter':
      return activatedAt + quarter
    case 'half':
      return activatedAt + 2n * quarter
    case 'threeQuarters':
      return activatedAt + 3n * quarter
    case 'windowEnd':
      return windowEndsAt
    case 'settlement':
      return windowEndsAt + lengthOf(lateness)
  }
}

/** `runLateness` is what a run states for offers that state none. */
export const momentIn = (scenes: readonly [Scene, Scene], moment: Moment, runLateness?: Length): bigint => {
  const scene = scenes[moment.ofSecond ? 1 : 0]
  return anchored(scene, moment.anchor, scene.offerLateness ?? runLateness ?? 'P3D') + moment.nudge
}
