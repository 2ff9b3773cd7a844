import * as E from 'fp-ts/Either'
import { type TaskEither } from 'fp-ts/TaskEither'
import { type HandlerFault } from './port'

/** A handler that throws has a fault of its own; nobody who calls one must see it. */
export const handled = async <A>(work: () => TaskEither<HandlerFault, A>): Promise<E.Either<HandlerFault, A>> => {
  try {
    return await work()()
  } catch (error) {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return E.left({ kind: 'HandlerFailed', message: `the handler threw ${what}` })
  }
}
