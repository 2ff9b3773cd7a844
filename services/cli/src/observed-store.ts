import type { Appended, EventStore } from '@earnback/event-store'
import * as E from 'fp-ts/Either'

/** Told of each append that succeeded, and how long it took until it was durable. */
export type AppendListener = (appended: Appended, elapsedMs: number) => void

export interface ObservedStore {
  readonly store: EventStore
  readonly onAppend: (listener: AppendListener) => void
}

/** The same store, and whoever listens is told of its appends. */
export const observedStore = (store: EventStore, elapsedMs: () => number): ObservedStore => {
  const listeners: AppendListener[] = []
  const append: EventStore['append'] =
    (...given) =>
    async () => {
      const startedMs = elapsedMs()
      const appended = await store.append(...given)()
      if (E.isRight(appended)) for (const listener of listeners) listener(appended.right, elapsedMs() - startedMs)
      return appended
    }
  return { store: { ...store, append }, onAppend: (listener) => void listeners.push(listener) }
}
