import * as E from 'fp-ts/Either'
import { type HandlerFault, type SourceHandlers } from '../source/port'
import { packedBatch } from '../testing/batches'
import { Answers } from './answers'

const UNAVAILABLE: HandlerFault = { kind: 'HandlerUnavailable', message: 'busy' }

/** Handlers that say what they begin, and end when they are told how. */
const heldHandlers = () => {
  const begun: Array<number | string> = []
  const ends: Array<(outcome: E.Either<HandlerFault, void>) => void> = []
  const handlers: SourceHandlers = {
    storedOffsets: () => async () => {
      begun.push('offsets')
      return E.right([{ topic: 'spend', partition: 0, next: 7 }])
    },
    handle:
      ({ from }) =>
      () => {
        begun.push(from)
        return new Promise((resolve) => ends.push(resolve))
      },
  }
  return { handlers, begun, end: (outcome: E.Either<HandlerFault, void>) => ends.shift()?.(outcome) }
}

const turns = () => new Promise(setImmediate)
const handle = (from: number, behind?: number) =>
  ({ kind: 'handle', batch: packedBatch(from), ...(behind === undefined ? {} : { behind }) }) as const

describe('Questions of the thread of a client', () => {
  it('about a batch behind another are answered right behind it, once that one is stored', async () => {
    const { handlers, begun, end } = heldHandlers()
    const answers = new Answers(handlers, () => false)
    const [first, second] = [answers.to(1, handle(0)), answers.to(2, handle(10, 1))]
    await turns()
    expect(begun).toEqual([0])
    end(E.right(undefined))
    await turns()
    expect(begun).toEqual([0, 10])
    end(E.right(undefined))
    expect([await first, await second]).toEqual([E.right([]), E.right([])])
  })

  it('are not answered for a batch behind one that was not stored', async () => {
    const { handlers, begun, end } = heldHandlers()
    const answers = new Answers(handlers, () => false)
    const [first, second, third] = [answers.to(1, handle(0)), answers.to(2, handle(10, 1)), answers.to(3, handle(20, 2))]
    await turns()
    end(E.left(UNAVAILABLE))
    expect([await first, await second, await third]).toEqual([E.left(UNAVAILABLE), undefined, undefined])
    expect(begun).toEqual([0])
  })

  it('are not answered for a batch behind another than the last one', async () => {
    const { handlers, begun, end } = heldHandlers()
    const answers = new Answers(handlers, () => false)
    const first = answers.to(5, handle(0))
    await turns()
    end(E.right(undefined))
    await first
    expect(await answers.to(6, handle(10, 4))).toBeUndefined()
    expect(begun).toEqual([0])
  })

  it('wait for the batch in hand, whatever they ask', async () => {
    const { handlers, begun, end } = heldHandlers()
    const answers = new Answers(handlers, () => false)
    void answers.to(1, handle(0))
    const offsets = answers.to(2, { kind: 'storedOffsets', partitions: [] })
    const next = answers.to(3, handle(10))
    await turns()
    expect(begun).toEqual([0])
    end(E.left(UNAVAILABLE))
    await turns()
    expect(begun).toEqual([0, 'offsets', 10])
    end(E.right(undefined))
    expect([await offsets, await next]).toEqual([E.right([{ topic: 'spend', partition: 0, next: 7 }]), E.right([])])
  })

  it('begin no batch once all is over, and all is idle when the one in hand is done', async () => {
    const { handlers, begun, end } = heldHandlers()
    let isOver = false
    const answers = new Answers(handlers, () => isOver)
    const [first, second] = [answers.to(1, handle(0)), answers.to(2, handle(10, 1))]
    let isIdle = false
    const idle = answers.idle().then(() => (isIdle = true))
    await turns()
    isOver = true
    expect(isIdle).toBe(false)
    end(E.right(undefined))
    expect([await first, await second, await answers.to(3, handle(10))]).toEqual([E.right([]), undefined, undefined])
    expect([begun, await idle]).toEqual([[0], true])
  })

  it('are answered with a fault where a handler throws', async () => {
    const { handlers } = heldHandlers()
    const answers = new Answers({ ...handlers, handle: () => () => Promise.reject(new Error('no ink')) }, () => false)
    expect(await answers.to(1, handle(0))).toEqual(E.left({ kind: 'HandlerFailed', message: 'the handler threw Error: no ink' }))
  })
})
