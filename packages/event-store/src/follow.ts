import type { Page } from './port'

/** Something to wait for; `cancel` lets go of it, and is harmless afterwards. */
export interface Wait {
  readonly over: Promise<void>
  readonly cancel: () => void
}

/** Tells those who wait that the log grew. */
export class Arrivals {
  private readonly waiters = new Set<() => void>()

  announce(): void {
    for (const waiter of [...this.waiters]) waiter()
  }

  /** Over at the next announcement, when the signal aborts, or after `timeoutMs`: another process announces nothing here. */
  next(signal: AbortSignal, timeoutMs?: number): Wait {
    let done = (): void => undefined
    const over = new Promise<void>((resolve) => {
      // eslint-disable-next-line no-restricted-globals -- only how often another process is looked for; nothing reads the time from it
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => done(), timeoutMs)
      done = () => {
        this.waiters.delete(done)
        signal.removeEventListener('abort', done)
        clearTimeout(timer)
        resolve()
      }
      this.waiters.add(done)
      signal.addEventListener('abort', done)
      if (signal.aborted) done()
    })
    return { over, cancel: () => done() }
  }
}

export interface Followed {
  readonly readAll: (afterPosition: number) => AsyncIterable<Page>
  /** Asked before each reading, so that nothing appended during it is slept through. */
  readonly next: (signal: AbortSignal) => Wait
  /** A closed store ends its subscriptions. */
  readonly isOpen: () => boolean
}

/** Catch-up, then live: pages after the position until the signal aborts. */
export async function* follow(log: Followed, afterPosition: number, signal: AbortSignal): AsyncGenerator<Page> {
  let position = afterPosition
  while (!signal.aborted && log.isOpen()) {
    const more = log.next(signal)
    try {
      for await (const page of log.readAll(position)) {
        if (signal.aborted || !log.isOpen()) return
        position = page.at(-1)?.position ?? position
        yield page
      }
      await more.over
    } catch (error) {
      // What was closed in its midst cannot be read on.
      if (log.isOpen()) throw error
    } finally {
      more.cancel()
    }
  }
}
