import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { Engine } from '../wire'
import { demoFacts, type DemoFacts } from './demo-facts'
import { generateMonth } from './month'
import { type PlayFault, playMonth } from './play-month'

export interface DemoOptions {
  /** The store as it is named on a command line, for the commands that the demo suggests. */
  readonly store: string
  /** When the month ends; without it, the end of a month in the past. */
  readonly end?: Instant | undefined
  readonly seed?: number | undefined
  readonly onProgress?: (done: number, total: number) => void
}

/** Plays the generated month through an engine on an empty store, and answers what came of it. */
export const runDemo = async (
  engine: Engine,
  { store, onProgress, ...of }: DemoOptions,
): Promise<E.Either<PlayFault, DemoFacts>> => {
  const month = generateMonth(of)
  const played = await playMonth(engine, month, onProgress)
  if (E.isLeft(played)) return played
  return E.right(await demoFacts(engine, month, { store, played: played.right }))
}
