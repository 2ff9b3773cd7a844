import { type CommandError, ErrorType, isCommandError } from '@eventstore/db-client'
import { StoreFault, type StoreUnavailable } from '@earnback/event-store'

export const fault = (code: StoreUnavailable['code'], message: string): StoreFault =>
  new StoreFault({ kind: 'StoreUnavailable', code, message })

/** The log and the mirror do not belong together, or the log was changed by something else. */
export const foreign = (message: string): StoreFault => fault('STORE_NOT_OURS', message)
export const corrupt = (message: string): StoreFault => fault('STORE_CORRUPT', message)

/** The call went unanswered for too long; what became of it is not known. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered'
}

export const commandErrorOf = (error: unknown): CommandError | undefined =>
  error instanceof Error && isCommandError(error) ? error : undefined

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const unreachable = (error: unknown, doing: string): StoreFault =>
  fault(
    'STORE_UNREACHABLE',
    `EventStoreDB did not answer while ${doing} (${textOf(error)}). See that the server runs and that the connection string names it`,
  )

export const unknownOutcome = (error: unknown): StoreFault =>
  fault(
    'STORE_UNREACHABLE',
    `EventStoreDB did not answer an append (${textOf(error)}), which may or may not be stored. Append the same events again: what is stored is found to be a duplicate`,
  )

/** What asking again cannot mend; undefined where the server may answer the next time. */
export const lastingFault = (error: unknown, stream: string): StoreFault | undefined => {
  if (error instanceof StoreFault) return error
  const known = commandErrorOf(error)
  switch (known?.type) {
    case ErrorType.ACCESS_DENIED:
      return fault(
        'STORE_READ_ONLY',
        `EventStoreDB denies access to the stream ${stream}. Give the user of the connection string the right to read it and to write to it`,
      )
    case ErrorType.STREAM_DELETED:
      return corrupt(`the stream ${stream} was deleted in EventStoreDB. Restore the server from a backup, or name another stream`)
    case ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED:
      return fault(
        'STORE_FULL',
        `EventStoreDB takes at most ${known.maxAppendSize} bytes in one append. Set maxAppendBytes below that, or start the server with a larger --max-append-size`,
      )
    default:
      return undefined
  }
}
