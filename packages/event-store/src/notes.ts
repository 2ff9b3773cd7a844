import type { Notes } from './port'

export type NotePairs = ReadonlyArray<readonly [index: number, notes: Notes]>

/**
 * The notes of events that follow each other: those of the event at `from`, and for each of the others the same, but that the number
 * under `counter` is one higher than before; null where nothing is. So the offsets of a partition take the room of one.
 */
interface Run {
  readonly from: number
  readonly notes: Notes
  readonly count: number
  readonly counter: string | null
}

const EMPTY = new Uint8Array(0)

const isExact = Number.isSafeInteger

/** What counts up from one to the other: null where they are the same, undefined where they differ otherwise. */
const countedUp = (before: Notes, after: Notes, names: ReadonlyArray<string>): string | null | undefined => {
  let counter: string | null = null
  let at = 0
  for (const name in after) {
    if (name !== names[at++]) return undefined
    const [earlier, later] = [before[name], after[name]]
    if (earlier === later) continue
    // Only between whole numbers is adding one after the other the same as adding at once.
    const isNext = typeof earlier === 'number' && later === earlier + 1 && isExact(earlier) && isExact(later)
    if (counter !== null || !isNext) return undefined
    counter = name
  }
  return at === names.length ? counter : undefined
}

class OpenRun implements Run {
  count = 1
  counter: string | null = null
  private readonly names: ReadonlyArray<string>
  private last: Notes

  constructor(
    readonly from: number,
    readonly notes: Notes,
  ) {
    this.names = Object.keys(notes)
    this.last = notes
  }

  /** Whether the notes go on the run; takes them then. */
  takes(index: number, notes: Notes): boolean {
    if (index !== this.from + this.count) return false
    const counter = countedUp(this.last, notes, this.names)
    if (counter === undefined || (this.count > 1 && counter !== this.counter)) return false
    this.counter = counter
    this.last = notes
    this.count++
    return true
  }
}

/** JSON `[[from, notes] or [from, notes, count, counter], ...]` of the runs; empty where there are no notes. */
export const encodeNotes = (pairs: NotePairs): Uint8Array => {
  const runs: OpenRun[] = []
  for (const [index, notes] of pairs) {
    if (runs.at(-1)?.takes(index, notes) !== true) runs.push(new OpenRun(index, notes))
  }
  if (runs.length === 0) return EMPTY
  const written = runs.map(({ from, notes, count, counter }) => (count === 1 ? [from, notes] : [from, notes, count, counter]))
  return Buffer.from(JSON.stringify(written))
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

const runOf = (entry: unknown): Run | undefined => {
  if (!Array.isArray(entry) || (entry.length !== 2 && entry.length !== 4)) return undefined
  const [from, notes, count = 1, counter = null] = entry as ReadonlyArray<unknown>
  const isRun = isCount(from) && typeof notes === 'object' && notes !== null && isCount(count) && count > 0
  if (!isRun || (counter !== null && typeof counter !== 'string')) return undefined
  const kept = notes as Notes
  return counter !== null && typeof kept[counter] !== 'number' ? undefined : { from, notes: kept, count, counter }
}

/** The notes of one batch, by the places of its events. */
export class BatchNotes {
  private constructor(private readonly runs: ReadonlyArray<Run>) {}

  /** Throws a SyntaxError where the bytes are not the notes of so many events. */
  static decode(bytes: Uint8Array, events: number): BatchNotes {
    if (bytes.byteLength === 0) return new BatchNotes([])
    const entries: unknown = JSON.parse(Buffer.from(bytes).toString())
    let end = 0
    const runs = (Array.isArray(entries) ? entries : [undefined]).map((entry) => {
      const run = runOf(entry)
      if (run === undefined || run.from < end || run.from + run.count > events) throw new SyntaxError('notes of no event')
      end = run.from + run.count
      return run
    })
    return new BatchNotes(runs)
  }

  at(index: number): Notes | undefined {
    const run = this.runs[this.placeOf(index)]
    if (run === undefined || index >= run.from + run.count) return undefined
    const { from, notes, counter } = run
    return counter === null || index === from ? notes : { ...notes, [counter]: Number(notes[counter]) + (index - from) }
  }

  /** The place of the last run that begins at or before the event; -1 where none does. */
  private placeOf(index: number): number {
    let [low, high] = [0, this.runs.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.runs[middle] as Run).from <= index) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
