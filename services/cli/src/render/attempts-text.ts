import type { Attempts } from '@earnback/projections'
import type { Look } from './look'
import { table, type TableColumn } from './table'
import { visible } from './visible'

const COLUMNS: ReadonlyArray<TableColumn> = [
  { title: 'attempted', align: 'left' },
  { title: 'code', align: 'left' },
  { title: 'coupon', align: 'left' },
  { title: 'by', align: 'left' },
  { title: 'answer', align: 'left' },
]

type Attempt = Attempts['attempts'][number]

const answerOf = ({ accepted, by, reasons }: Attempt): string => {
  if (!accepted) return `refused: ${reasons.join(', ')}`
  return by === 'engine' ? 'activated' : 'reported as activated'
}

/** An account's attempts for people, the oldest first. */
export const attemptsText = function* ({ adAccountId, attempts }: Attempts, look: Look): Generator<string> {
  const count = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`
  yield `${look.strong(`Ad account ${visible(adAccountId)}`)}  ${attempts.length === 0 ? 'no attempt to activate a code' : count}`
  if (attempts.length === 0) return
  yield ''
  yield* table(
    COLUMNS,
    attempts.map((attempt) => [
      attempt.at,
      visible(attempt.codeMasked ?? 'unknown'),
      visible(attempt.couponId ?? '–'),
      attempt.by,
      answerOf(attempt),
    ]),
    look.columns,
  )
}
