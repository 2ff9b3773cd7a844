import { type Batch } from 'kafkajs'
import { packedBatch } from '../testing/batches'
import { handAhead } from './hand-ahead'
import { type PackedBatch, packRecords } from './packed'
import { Positions } from './positions'

const NOW_MS = 1_000_000

interface Given {
  readonly fetched?: number
  readonly first?: number | null
  readonly partition?: number
  readonly topic?: string
  readonly inHand?: PackedBatch | undefined
  readonly isOurs?: boolean
  readonly lastProgressMs?: number
}

/** What goes ahead of a batch that was fetched while the offsets 0 to 9 are in hand. */
const wentAhead = (given: Given = {}): ReadonlyArray<PackedBatch> => {
  const { fetched = 10, first = 10, topic = 'spend', partition = 0, isOurs = true, lastProgressMs = NOW_MS - 99 } = given
  const inHand = 'inHand' in given ? given.inHand : packedBatch(0)
  const batch = {
    ...{ topic, partition, highWatermark: '50', fetchedOffset: String(fetched), messages: [] },
    firstOffset: () => (first === null ? null : String(first)),
    lastOffset: () => '19',
  } as unknown as Batch
  const positions = new Positions(1)
  const position = { topicId: 'id', next: 0, highWatermark: 50, lastProgressMs, lastCommitMs: 0, waitingSinceMs: undefined }
  for (const [of, at] of [
    ['spend', 0],
    ['spend', 1],
    ['other', 0],
  ] as const)
    positions.set({ ...position, topic: of, partition: at })
  const ahead: PackedBatch[] = []
  const handling = { inHand: inHand && { batch: inHand, isOurs: () => isOurs }, settled: Promise.resolve() }
  const handlers = { storedOffsets: fail, handle: fail, ahead: (one: PackedBatch) => void ahead.push(one) }
  handAhead({ timers: { nowMs: () => NOW_MS, after: fail }, handling, positions, handlers }, batch, packRecords([]))
  return ahead
}

const fail = (): never => {
  throw new Error('nobody was to ask for this')
}

describe('A batch that was fetched while the one before it is in hand', () => {
  it('goes ahead, from where that one ends', () => {
    expect(wentAhead()).toMatchObject([{ topic: 'spend', partition: 0, topicId: 'id', from: 10, next: 20, highWatermark: 50 }])
    expect(wentAhead({ first: null })).toHaveLength(1)
  })

  it.each<readonly [string, Given]>([
    ['nothing is in hand', { inHand: undefined }],
    ['what is in hand is no more ours', { isOurs: false }],
    ['it is of another partition', { partition: 1 }],
    ['it is of another topic', { topic: 'other' }],
    ['the partition is not assigned', { partition: 2 }],
    ['it was fetched from an offset before', { fetched: 9 }],
    ['it was fetched from an offset behind', { fetched: 11 }],
    ['it begins behind a gap', { first: 11 }],
    ['the log may have been made anew meanwhile', { lastProgressMs: NOW_MS - 100 }],
  ])('does not go ahead where %s', (_, given) => {
    expect(wentAhead(given)).toEqual([])
  })
})
