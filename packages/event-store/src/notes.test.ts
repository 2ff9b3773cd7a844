import * as fc from 'fast-check'
import { BatchNotes, encodeNotes } from './notes'
import type { Notes } from './port'

const EVENTS = 12

const number = fc.oneof(
  fc.integer({ min: -2, max: 3 }),
  fc.constantFrom(0.5, 1.5, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER, 2 ** 52 - 0.5),
)
const notes = fc.oneof(
  fc.record({ topic: fc.constantFrom('a', 'b'), offset: number }),
  fc.record({ offset: number, topic: fc.constantFrom('a', 'b') }),
  fc.record({ line: number, offset: number }),
  fc.constant({}),
)
type Step = ReadonlyArray<'offset' | 'line'> | 'other'
const step = fc.constantFrom<Step>(['offset'], ['offset'], ['line'], ['offset', 'line'], [], 'other')

const stepped = (before: Notes, names: ReadonlyArray<string>): Notes =>
  names.reduce((notes, name) => {
    const value = notes[name]
    return typeof value === 'number' ? { ...notes, [name]: value + 1 } : notes
  }, before)

/** Notes that often go on from the last ones before, those behind a gap too. */
const batch = fc.array(fc.option(fc.tuple(notes, step), { freq: 4 }), { maxLength: EVENTS }).map((drawn) => {
  let last: Notes | undefined
  return drawn.map((one) => {
    if (one === null) return undefined
    const [drawnNotes, how] = one
    last = last === undefined || how === 'other' ? drawnNotes : stepped(last, how)
    return last
  })
})

const pairsOf = (all: ReadonlyArray<Notes | undefined>) =>
  all.flatMap((one, index) => (one === undefined ? [] : [[index, one] as const]))

const offsets = (count: number) =>
  Array.from({ length: count }, (_, index): Notes => ({ topic: 'spend', partition: 3, offset: 1_000 + index }))

describe('The notes of a batch', () => {
  it('are what was written, member by member and in their order', () => {
    fc.assert(
      fc.property(batch, (all) => {
        const read = BatchNotes.decode(encodeNotes(pairsOf(all)), all.length)
        // As JSON, which tells the order too; what it cannot hold is not written.
        expect(all.map((_, index) => JSON.stringify(read.at(index)))).toEqual(all.map((one) => JSON.stringify(one)))
      }),
    )
  })

  it('take the room of one where they are the offsets of a partition, one after the other', () => {
    const [one, many] = [10, 900].map((count) => encodeNotes(pairsOf(offsets(count))).byteLength)
    expect(Number(many) - Number(one)).toBe(1)
    expect(Buffer.from(encodeNotes(pairsOf(offsets(3)))).toString()).toBe(
      '[[0,{"topic":"spend","partition":3,"offset":1000},3,"offset"]]',
    )
  })

  it('are nothing where no event has any', () => {
    expect(encodeNotes([]).byteLength).toBe(0)
    expect(BatchNotes.decode(new Uint8Array(0), 3).at(0)).toBeUndefined()
  })

  it('are read where each event has its own entry, as logs of before hold them', () => {
    const read = BatchNotes.decode(Buffer.from('[[0,{"line":1}],[1,{"line":2}],[3,{"line":9}]]'), 4)
    expect([0, 1, 2, 3].map((index) => read.at(index))).toEqual([{ line: 1 }, { line: 2 }, undefined, { line: 9 }])
  })

  it.each([
    ['no list', '{}'],
    ['an entry that is none', '[5]'],
    ['an entry of three', '[[0,{"line":1},2]]'],
    ['notes that are none', '[[0,null]]'],
    ['a place that is no number', '[["0",{"line":1}]]'],
    ['a place before the first', '[[-1,{"line":1}]]'],
    ['places that do not rise', '[[1,{"line":1}],[1,{"line":2}]]'],
    ['a run into the next one', '[[0,{"line":1},2,"line"],[1,{"line":2}]]'],
    ['a place behind the last', '[[3,{"line":1}]]'],
    ['a run beyond the last', '[[0,{"line":1},4,"line"]]'],
    ['a run of none', '[[0,{"line":1},0,"line"]]'],
    ['a counter that counts nothing', '[[0,{"line":"a"},2,"line"]]'],
    ['a counter that is not there', '[[0,{"line":1},2,"offset"]]'],
    ['text that is no JSON', '[[0,'],
  ])('are refused as damaged with %s', (_, text) => {
    expect(() => BatchNotes.decode(Buffer.from(text), 3)).toThrow(SyntaxError)
  })
})
