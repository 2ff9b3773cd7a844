import type { Page, StoredEvent } from '@earnback/event-store'
import { corrupt, reading } from './faults'
import type { LogHandle } from './log-handle'
import { indexedHead, nameOf, repaired } from './read'
import { streamsIn } from './segment'

const PAGE_EVENTS_MAX = 1_000
const PAGE_CHARS_MAX = 4 * 1024 * 1024

interface Search {
  readonly ordinal: number
  readonly from: number
  /** How many of the stream's events to pass over. */
  readonly skip: number
  readonly last: number
}

/** About a page of positions of a stream's events, found in the streams of the segments: no event is read. */
const positionsIn = (handle: LogHandle, { ordinal, from, skip, last }: Search): number[] => {
  const positions: number[] = []
  let passed = 0
  for (const row of handle.statements.streamsFrom.iterate(from)) {
    const streams = streamsIn(row)
    let at = streams.indexOf(ordinal, Math.max(from - row.first_position, 0))
    for (; at !== -1; at = streams.indexOf(ordinal, at + 1)) {
      if (passed++ >= skip) positions.push(row.first_position + at)
    }
    if (positions.length >= PAGE_EVENTS_MAX || row.first_position + row.count > last) break
  }
  return positions
}

/** The events at ascending positions, as many as fill a page. */
const pageAt = (handle: LogHandle, positions: ReadonlyArray<number>): Page => {
  const page: StoredEvent[] = []
  let chars = 0
  for (const position of positions) {
    if (page.length === PAGE_EVENTS_MAX || chars >= PAGE_CHARS_MAX) break
    const event = handle.reader.batchOf(position).eventAt(position, nameOf(handle))
    page.push(event)
    chars += event.json.length
  }
  return page
}

export async function* readStream(handle: LogHandle, stream: string, fromRevision: number): AsyncGenerator<Page> {
  await indexedHead(handle)
  const ordinal = handle.streams.ordinalOf(stream)
  if (ordinal === undefined) return
  const [first, last] = handle.streams.spanOf(ordinal)
  const count = handle.streams.countOf(ordinal)
  let search: Search = { ordinal, from: first, skip: Math.max(fromRevision, 0), last }
  for (let revision = search.skip; revision < count;) {
    const found = search
    const positions = (await repaired(handle, () => positionsIn(handle, found))).filter((position) => position <= last)
    if (positions.length === 0) throw corrupt(`stream ${stream} ends before revision ${revision}`)
    for (let at = 0; at < positions.length;) {
      const from = at
      const page = reading(() => pageAt(handle, positions.slice(from)))
      at += page.length
      revision += page.length
      yield page
    }
    search = { ...search, from: (positions.at(-1) ?? last) + 1, skip: 0 }
  }
}
