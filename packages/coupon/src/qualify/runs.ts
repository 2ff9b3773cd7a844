import type { Instant } from '@earnback/kernel'

/** One calculation run as the log holds it. */
export interface Run {
  readonly id: string
  readonly position: number
  /** When the run was made. */
  readonly at: Instant
  readonly through: Instant
  /** The allowed lateness by which this run closes windows, in microseconds. */
  readonly latenessMicros: number
}

/**
 * The calculation runs in the order of the log: tells what they cover and what they close.
 * `through` is taken literally, so a run that fell back covers no more than it says.
 */
export class Runs {
  private readonly runs: Run[] = []
  /** The runs that no later one outdoes: positions rise, `through` falls. Runs that never fall back leave one. */
  private readonly outstanding: Run[] = []
  /** The greatest `through` up to each run. */
  private readonly reached: Instant[] = []

  static of(runs: Iterable<Run>): Runs {
    const all = new Runs()
    for (const run of runs) all.add(run)
    return all
  }

  add(run: Run): void {
    this.runs.push(run)
    const reached = this.reached.at(-1) ?? run.through
    this.reached.push(run.through > reached ? run.through : reached)
    while (this.outstanding.length > 0 && (this.outstanding.at(-1) as Run).through <= run.through) this.outstanding.pop()
    this.outstanding.push(run)
  }

  get last(): Run | undefined {
    return this.runs[this.runs.length - 1]
  }

  get all(): ReadonlyArray<Run> {
    return this.runs
  }

  /** The greatest instant that any run calculated through. */
  get through(): Instant | undefined {
    return this.outstanding[0]?.through
  }

  /** Whether a run later in the log than `position` calculated through `instant` (D6). */
  covers(position: number, instant: number): boolean {
    const greatest = this.outstanding[firstWhere(this.outstanding, (run) => run.position > position)]
    return greatest !== undefined && greatest.through >= instant
  }

  /** The first run later in the log than `position` that calculated through `instant`. */
  covering(position: number, instant: number): Run | undefined {
    const later = firstWhere(this.runs, (run) => run.position > position)
    const reaching = firstWhere(this.reached, (through) => through >= instant)
    let first = Math.max(later, reaching)
    // Where the run that first reached it lies before `position`, those after it may have fallen back.
    while (first < this.runs.length && (this.runs[first] as Run).through < instant) first++
    return this.runs[first]
  }

  /** The position of the first run later in the log than `position`; undefined while there is none. */
  after(position: number): number | undefined {
    return this.runs.find((run) => run.position > position)?.position
  }

  /** The first run that passed a window's end plus the allowed lateness, the offer's where it has one (D5, R46). */
  closing(windowEndsAt: number, offerLatenessMicros: number | undefined): Run | undefined {
    return this.runs.find((run) => closes(run, windowEndsAt, offerLatenessMicros))
  }
}

/** Where the part begins in which something holds, of a list where it holds for all that follow. */
const firstWhere = <A>(list: ReadonlyArray<A>, holds: (entry: A) => boolean): number => {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(list[middle] as A)) high = middle
    else low = middle + 1
  }
  return low
}

export const closes = (run: Run, windowEndsAt: number, offerLatenessMicros: number | undefined): boolean =>
  run.through >= windowEndsAt + (offerLatenessMicros ?? run.latenessMicros)
