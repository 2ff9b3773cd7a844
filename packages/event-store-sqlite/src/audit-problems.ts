import type { LogProblem } from '@earnback/event-store'

const PROBLEMS_MAX = 1_000

/** What an audit found, up to a number that a person can still look at. */
export class Problems {
  readonly found: LogProblem[] = []

  add(code: string, where: string, message: string): void {
    if (this.found.length < PROBLEMS_MAX) this.found.push({ code, where, message })
  }
}
