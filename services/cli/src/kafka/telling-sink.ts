import type { RecordSink, SinkRecord } from '@earnback/publisher'
import * as E from 'fp-ts/Either'

/** A decision that is out. */
export interface SentDecision {
  readonly topic: string
  readonly id: string
  readonly type: string
  readonly position: number
  readonly causationid: string | null
  /** The line of spend that it names, where it names one. */
  readonly spendId: string | null
}

interface Message {
  readonly id: string
  readonly type: string
  readonly position: number
  readonly causationid?: string
  readonly data: { readonly crossingSpendId?: string; readonly basis?: { readonly crossingSpendId: string } }
}

const sentDecision = ({ topic, value }: SinkRecord): SentDecision => {
  const { id, type, position, causationid = null, data } = JSON.parse(String(value)) as Message
  return { topic, id, type, position, causationid, spendId: data.crossingSpendId ?? data.basis?.crossingSpendId ?? null }
}

/** The same sink, and of each decision that is out it is told. Dead letters hold what could not be read, and are passed by. */
export const tellingSink = (sink: RecordSink, deadLetters: string, told: (sent: SentDecision) => void): RecordSink => ({
  ...sink,
  publish: (records, progress) => async () => {
    const published = await sink.publish(records, progress)()
    if (E.isRight(published)) for (const record of records) if (record.topic !== deadLetters) told(sentDecision(record))
    return published
  },
})
