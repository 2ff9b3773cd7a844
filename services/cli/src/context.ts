import { StoreFault } from '@earnback/event-store'
import type { Instant } from '@earnback/kernel'
import * as E from 'fp-ts/Either'
import type { Answer } from './answer'
import type { Config } from './config'
import type { Edge } from './edge'
import { type Failure, storeFailure } from './failure'
import type { Meter } from './render/meter'
import { type Engine, openEngine } from './wire'

/** What a command works with, once its line was read. */
export interface Context {
  readonly edge: Edge
  readonly isJson: boolean
  readonly config: E.Either<Failure, Config>
  /** `--now`, else the machine's clock. */
  readonly now: () => Instant
  /** A progress bar on standard error; on anything but a terminal it draws nothing. */
  readonly meter: (label: string, unit: 'events' | 'bytes') => Meter
}

export type Outcome = E.Either<Failure, Answer>

/** What the program hands to each command's file: it runs the work of the command that the line names. */
export type Run = (work: (context: Context) => Promise<Outcome>) => Promise<void>

/** Opens the store for the work and closes it after, whatever happens; a store that fails in its midst is a value. */
export const withEngine = async (
  { config, edge }: Context,
  work: (engine: Engine, config: Config) => Promise<Outcome>,
): Promise<Outcome> => {
  if (E.isLeft(config)) return config
  const engine = await openEngine(config.right, edge.pause)()
  if (E.isLeft(engine)) return E.left(storeFailure(engine.left))
  try {
    return await work(engine.right, config.right)
  } catch (error) {
    if (error instanceof StoreFault) return E.left(storeFailure(error.fault))
    throw error
  } finally {
    await engine.right.store.close()
  }
}
