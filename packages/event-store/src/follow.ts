import type { Page } from './port'

type Waiter = () => void

/** Tells those who wait that the log grew. */
export class Arrivals {
  private readonly waiters = new Set<Waiter>()

  announce(): void {
    for (const waiter of [...this.waiters]) waiter()
  }

  /** Resolves at the next announcement, when the signal aborts, or after `timeoutMs`: another process announces nothing here. */
  next(signal: AbortSignal, timeoutMs?: number): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const done = (): void => {
        this.waiters.delete(done)
        signal.removeEventListener('abort', done)
        clearTimeout(timer)
        resolve()
      }
      const timer = timeoutMs === undefined ? undefined : setTimeout(done, timeoutMs)
      this.waiters.add(done)
      signal.addEventListener('abort', done)
    })
  }
}

export interface Followed {
  readonly readAll: (afterPosition: number) => AsyncIterable<Page>
  /** Called before each reading, so that nothing appended during it is slept through. */
  readonly next: (signal: AbortSignal) => Promise<void>
}

/** Catch-up, then live: pages after the position until the signal aborts. */
export async function* follow(log: Followed, afterPosition: number, signal: AbortSignal): AsyncGenerator<Page> {
  let position = afterPosition
  while (!signal.aborted) {
    const asked = new AbortController()
    const more = log.next(AbortSignal.any([signal, asked.signal]))
    try {
      for await (const page of log.readAll(position)) {
        if (signal.aborted) return
        position = page.at(-1)?.position ?? position
        yield page
      }
      await more
    } finally {
      asked.abort()
    }
  }
}
