import * as E from 'fp-ts/Either'
import { handled } from '../source/handled'
import { unpackBatch } from '../source/packed'
import { type SourceHandlers } from '../source/port'
import { type Answer, type BatchQuestion, type Question } from './messages'

interface Last {
  /** Of the question that the batch came with. */
  readonly number: number
  readonly answer: Promise<Answer | undefined>
}

/**
 * Answers the questions of the thread, one after the other. A batch that is behind another is left where that one was not stored; none
 * begins once all is over.
 */
export class Answers {
  private last: Last = { number: 0, answer: Promise.resolve(undefined) }

  constructor(
    private readonly handlers: SourceHandlers,
    private readonly isOver: () => boolean,
  ) {}

  async to(number: number, question: Question): Promise<Answer | undefined> {
    const before = this.last
    if (question.kind === 'storedOffsets') {
      await before.answer
      return handled(() => this.handlers.storedOffsets(question.partitions))
    }
    const answer = this.handleBehind(before, question)
    this.last = { number, answer }
    return answer
  }

  /** Settles once no batch is in hand. */
  async idle(): Promise<void> {
    await this.last.answer
  }

  private async handleBehind(before: Last, { batch, behind }: BatchQuestion): Promise<Answer | undefined> {
    const stored = await before.answer
    const isNext = behind === undefined || (before.number === behind && stored !== undefined && E.isRight(stored))
    if (!isNext || this.isOver()) return undefined
    return E.map(() => [])(await handled(() => this.handlers.handle(unpackBatch(batch))))
  }
}
