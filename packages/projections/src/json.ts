import { encodeAmount, formatInstant, type Instant, type Micros } from '@earnback/kernel'

export interface AmountJson {
  readonly amount: string
  readonly currency: string
}

/** The two times of a question and the position of the log that its answer stands for. */
export interface Question {
  readonly asOf?: Instant | undefined
  readonly knownAt?: Instant | undefined
  readonly position: number
}

/** The question as an answer repeats it. */
export interface QuestionJson {
  readonly asOf: string | null
  readonly knownAt: string | null
  readonly position: number
}

export const instantText = (instant: Instant | undefined): string | null =>
  instant === undefined ? null : formatInstant(instant)

export const moneyIn =
  (currency: string) =>
  (micros: Micros): AmountJson =>
    encodeAmount({ micros, currency })

export const questionJson = ({ asOf, knownAt, position }: Question): QuestionJson => ({
  asOf: instantText(asOf),
  knownAt: instantText(knownAt),
  position,
})
