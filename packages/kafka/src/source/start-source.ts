import { type SourceHandlers } from './port'
import { unpackBatch } from './packed'
import { type SessionDependencies } from './session-context'
import { type LocalSource, superviseSource } from './supervise-source'

export interface SourceDependencies extends Omit<SessionDependencies, 'handlers'> {
  readonly handlers: SourceHandlers
}

/** Reads the topics as a member of a group, from the offsets that the caller has stored, in the caller's own thread. */
export const startSource = ({ handlers, ...dependencies }: SourceDependencies): LocalSource =>
  superviseSource({
    ...dependencies,
    handlers: {
      storedOffsets: handlers.storedOffsets,
      handle: (batch) => handlers.handle(unpackBatch(batch)),
    },
  })
