import * as E from 'fp-ts/Either'
import { packedBatch } from '../testing/batches'
import { handlersBy } from './asking'
import { type Answer, type Question } from './messages'

/** Notes what is asked; each question is answered as the list says. */
const asking = (answers: ReadonlyArray<Answer | undefined>) => {
  const asked: string[] = []
  const ask = (question: Question) => {
    const behind = question.kind === 'handle' && question.behind !== undefined ? ` behind ${question.behind}` : ''
    asked.push(question.kind === 'handle' ? `${question.batch.from}${behind}` : question.kind)
    return { number: asked.length, answer: Promise.resolve(answers[asked.length - 1]) }
  }
  return { asked, handlers: handlersBy(ask) }
}

const STORED: Answer = E.right([])
const BUSY: Answer = E.left({ kind: 'HandlerUnavailable', message: 'busy' })

describe('Handlers in another thread', () => {
  it('are asked once for a batch that went ahead', async () => {
    const { asked, handlers } = asking([STORED, STORED, STORED])
    const [first, second, third] = [packedBatch(0), packedBatch(10), packedBatch(20)]
    const stored = handlers.handle(first)()
    handlers.ahead?.(second)
    expect(await stored).toEqual(E.right(undefined))
    const next = handlers.handle(second)()
    handlers.ahead?.(third)
    expect(await next).toEqual(E.right(undefined))
    expect(asked).toEqual(['0', '10 behind 1', '20 behind 2'])
  })

  it('are asked again where what went ahead was left', async () => {
    const { asked, handlers } = asking([BUSY, undefined, STORED])
    const [first, second] = [packedBatch(0), packedBatch(10)]
    const refused = handlers.handle(first)()
    handlers.ahead?.(second)
    expect(await refused).toEqual(BUSY)
    expect(await handlers.handle(second)()).toEqual(E.right(undefined))
    expect(asked).toEqual(['0', '10 behind 1', '10'])
  })

  it('are asked for a batch of the same offsets that was fetched anew, and not given the answer of the one before', async () => {
    const { asked, handlers } = asking([STORED, BUSY, STORED])
    const stored = handlers.handle(packedBatch(0))()
    handlers.ahead?.(packedBatch(10))
    await stored
    expect(await handlers.handle(packedBatch(10))()).toEqual(E.right(undefined))
    expect(asked).toEqual(['0', '10 behind 1', '10'])
  })

  it('fail where a question is never answered', async () => {
    const { handlers } = asking([])
    expect(await handlers.handle(packedBatch(0))()).toMatchObject({ left: { kind: 'HandlerFailed' } })
    expect(await handlers.storedOffsets([])()).toMatchObject({ left: { kind: 'HandlerFailed' } })
  })
})
