import { isLasting } from '../classify-error'
import { type KafkaFault } from '../fault'
import { pause } from '../waiting'
import { type KafkaSource, type PartitionStatus, type SourceEvent } from './port'
import { runSession, type Session } from './run-session'
import { type SessionDependencies } from './session-context'

/** A source in the thread of its caller. */
export interface LocalSource extends KafkaSource {
  readonly status: () => ReadonlyArray<PartitionStatus>
}

/**
 * Reads the topics as a member of a group, from the offsets that the caller has stored. It restarts its consumer, later and later,
 * as long as only the brokers are away; what no restart mends ends it.
 */
export const superviseSource = (dependencies: SessionDependencies): LocalSource => {
  const { options, timers, tell, log } = dependencies
  let session: Session | undefined
  let stopping = false
  let cutPause = (): void => undefined

  const supervise = async (): Promise<KafkaFault | undefined> => {
    let delayMs = options.restartDelayMsMin
    while (!stopping) {
      let progressed = false
      const noting = (event: SourceEvent): void => {
        progressed ||= event.kind === 'progress'
        tell(event)
      }
      session = runSession({ ...dependencies, tell: noting })
      const fault = await session.ended
      if (stopping || fault === undefined) return undefined
      if (isLasting(fault)) {
        log('error', fault.message, { code: fault.code, groupId: options.groupId })
        return fault
      }
      delayMs = progressed ? options.restartDelayMsMin : Math.min(delayMs * 2, options.restartDelayMsMax)
      log('warn', fault.message, { code: fault.code, groupId: options.groupId, delayMs })
      tell({ kind: 'restarting', fault, delayMs })
      const waiting = pause(timers, delayMs)
      cutPause = waiting.cut
      await waiting.done
    }
    return undefined
  }

  const ended = supervise()
  return {
    ended,
    stop: async () => {
      stopping = true
      cutPause()
      session?.end()
      await ended
    },
    status: () => {
      const positions = session?.positions
      return positions === undefined ? [] : positions.all().map((position) => positions.status(position, timers.nowMs()))
    },
  }
}
