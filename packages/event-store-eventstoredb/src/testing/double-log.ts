export interface DoubleEvent {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly metadata: Uint8Array
  readonly data: Uint8Array
}

export interface RecordedDouble extends DoubleEvent {
  readonly stream: string
  readonly number: number
  /** In the log of all streams; the server's are byte offsets, and grow. */
  readonly position: number
}

export type Expected = 'any' | 'no_stream' | 'stream_exists' | number

export type AppendResult =
  | { readonly kind: 'appended'; readonly last: number; readonly position: number }
  | { readonly kind: 'wrong-expected-version'; readonly current: number }

const NO_EVENT = -1
const POSITION_STEP = 100
/** The server remembers the ids of so many recent events, and looks at nothing else where any revision is expected. */
const RECENT_IDS_MAX = 1_000

/** What the server keeps, and when it takes an append for one that it has seen already. */
export class DoubleLog {
  readonly all: RecordedDouble[] = []
  private readonly streams = new Map<string, RecordedDouble[]>()
  private readonly recent = new Map<string, RecordedDouble>()
  private readonly listeners = new Set<() => void>()

  stream(name: string): ReadonlyArray<RecordedDouble> {
    return this.streams.get(name) ?? []
  }

  /** Forgets recent ids, as a server does that was started again. */
  restart(): void {
    this.recent.clear()
  }

  onAppend(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  append(stream: string, expected: Expected, events: ReadonlyArray<DoubleEvent>): AppendResult {
    const standing = this.streams.get(stream) ?? []
    const current = standing.length - 1
    const seen = this.judge(stream, standing, expected, events)
    if (seen === 'wrong') return { kind: 'wrong-expected-version', current }
    if (seen !== 'new') return { kind: 'appended', last: seen, position: standing[seen]?.position ?? 0 }
    for (const event of events) {
      const recorded = { ...event, stream, number: standing.length, position: (this.all.length + 1) * POSITION_STEP }
      standing.push(recorded)
      this.all.push(recorded)
      this.remember(recorded)
    }
    this.streams.set(stream, standing)
    for (const listener of [...this.listeners]) listener()
    return { kind: 'appended', last: standing.length - 1, position: this.all.at(-1)?.position ?? 0 }
  }

  /** Whether the append is new, wrong, or stands already; then the number of its last event. */
  private judge(
    stream: string,
    standing: ReadonlyArray<RecordedDouble>,
    expected: Expected,
    events: ReadonlyArray<DoubleEvent>,
  ): 'new' | 'wrong' | number {
    const current = standing.length - 1
    if (expected === 'stream_exists' && current === NO_EVENT) return 'wrong'
    if (expected === 'any' || expected === 'stream_exists') return this.judgeRecent(stream, events)
    const behind = expected === 'no_stream' ? NO_EVENT : expected
    if (behind > current) return 'wrong'
    if (behind === current) return 'new'
    // Only here are ids compared: at the places where the append would have put them.
    const isRepeat = events.every((event, index) => standing[behind + 1 + index]?.id === event.id)
    return isRepeat && events.length > 0 ? behind + events.length : 'wrong'
  }

  private judgeRecent(stream: string, events: ReadonlyArray<DoubleEvent>): 'new' | 'wrong' | number {
    const seen = events.map((event) => this.recent.get(event.id)).map((event) => (event?.stream === stream ? event : undefined))
    if (seen[0] === undefined) return 'new'
    return seen.includes(undefined) ? 'wrong' : (seen.at(-1)?.number ?? 'wrong')
  }

  private remember(event: RecordedDouble): void {
    this.recent.set(event.id, event)
    const [oldest] = this.recent.keys()
    if (this.recent.size > RECENT_IDS_MAX && oldest !== undefined) this.recent.delete(oldest)
  }
}
