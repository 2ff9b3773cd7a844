import type { Readable } from 'node:stream'
import type { RecordedEvent, ResolvedEvent, StreamingRead, StreamSubscription } from '@eventstore/db-client'
import { Unanswered } from './faults'
import type { Delay } from './limits'
import type { Session } from './session'

const PAGE_RECORDS_MAX = 1_000

export interface Reading {
  /** Answers whether more is wanted. */
  readonly take: (records: ReadonlyArray<RecordedEvent>) => Promise<boolean>
  /** Fails the reading where nothing comes for so long. */
  readonly silenceMsMax?: number
  readonly delay?: Delay
  readonly signal?: AbortSignal
}

/** What the client answers for a reading and for a subscription: each has its own word for letting go. */
export type Call = StreamingRead<ResolvedEvent> | StreamSubscription

const letGo = async (call: Call): Promise<void> => {
  try {
    await ('cancel' in call ? call.cancel() : call.unsubscribe())
  } catch {
    // A call that never came about has nothing to let go of.
  }
}

const failWhenSilent = async (call: Readable, taken: () => number, ending: AbortSignal, { silenceMsMax, delay }: Reading) => {
  if (silenceMsMax === undefined || delay === undefined) return
  while (!ending.aborted) {
    const before = taken()
    await delay(silenceMsMax, ending)
    if (!ending.aborted && taken() === before) call.destroy(new Unanswered(`nothing came for ${silenceMsMax} ms`))
  }
}

/** Takes everything that a call brings, in pages, and ends the call, however it is left: the iteration alone would not. */
export const consume = async (session: Session, called: Call, reading: Reading): Promise<void> => {
  const call = called as unknown as Readable
  const { take, signal } = reading
  const ending = new AbortController()
  const abort = (): void => void call.destroy(new Unanswered('no longer wanted'))
  let taken = 0
  // The client announces errors without ending the iteration.
  call.on('error', (error) => call.destroy(error))
  session.add(call)
  signal?.addEventListener('abort', abort)
  if (signal?.aborted === true) abort()
  const watching = failWhenSilent(call, () => taken, ending.signal, reading)
  try {
    let page: RecordedEvent[] = []
    for await (const { event } of call as AsyncIterable<ResolvedEvent>) {
      taken++
      if (event !== undefined) page.push(event)
      if (call.readableLength > 0 && page.length < PAGE_RECORDS_MAX) continue
      if (!(await take(page))) return
      page = []
    }
    if (page.length > 0) await take(page)
  } finally {
    ending.abort()
    signal?.removeEventListener('abort', abort)
    session.delete(call)
    await letGo(called)
    await watching
  }
}
