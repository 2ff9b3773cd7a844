import * as E from 'fp-ts/Either'
import { type PackedBatch, type PackedHandlers } from '../source/packed'
import { type Answer, type Question } from './messages'

export interface Asked {
  readonly number: number
  /** Undefined where nothing was done. */
  readonly answer: Promise<Answer | undefined>
}

const NOT_ANSWERED: Answer = E.left({ kind: 'HandlerFailed', message: 'a question to the handlers was not answered' })

/** The handlers of the other thread, asked by questions. */
export const handlersBy = (ask: (question: Question) => Asked): PackedHandlers => {
  let inHand = 0
  let early: (Asked & { readonly batch: PackedBatch }) | undefined
  const askAbout = (batch: PackedBatch): Promise<Answer | undefined> => {
    const { number, answer } = ask({ kind: 'handle', batch })
    inHand = number
    return answer
  }
  /** What was asked ahead about this batch, if it was. */
  const askedAhead = ({ records }: PackedBatch): Promise<Answer | undefined> | undefined => {
    const ahead = early?.batch.records === records ? early : undefined
    early = undefined
    if (ahead !== undefined) inHand = ahead.number
    return ahead?.answer
  }
  return {
    storedOffsets: (partitions) => async () => (await ask({ kind: 'storedOffsets', partitions }).answer) ?? NOT_ANSWERED,
    handle: (batch) => async () => {
      const ahead = askedAhead(batch)
      const answer = ahead === undefined ? await askAbout(batch) : ((await ahead) ?? (await askAbout(batch)))
      return E.map(() => undefined)(answer ?? NOT_ANSWERED)
    },
    ahead: (batch) => {
      early = { batch, ...ask({ kind: 'handle', batch, behind: inHand }) }
    },
  }
}
