import { Worker } from 'node:worker_threads'
import { type KafkaFault, kafkaFault } from '../fault'
import { type KafkaLog } from '../kafka-log'
import { type KafkaSettings } from '../settings'
import { type KafkaSource, type SourceEvent, type SourceHandlers, type SourceOptions } from '../source/port'
import { type Timers, within } from '../waiting'
import { Answers } from './answers'
import { type FromThread, plainSettings, type ThreadGiven, type ToThread } from './messages'

export interface ThreadDependencies {
  readonly settings: KafkaSettings
  readonly options: SourceOptions
  readonly handlers: SourceHandlers
  readonly timers: Timers
  readonly log: KafkaLog
  readonly tell: (event: SourceEvent) => void
}

/**
 * Reads the topics as `startSource` does, with the client in a thread of its own: it fetches, decodes and keeps its place in the
 * group while the handlers, which run in the caller's thread, are at work.
 */
export const startSourceInThread = ({ settings, options, handlers, timers, log, tell }: ThreadDependencies): KafkaSource => {
  const workerData: ThreadGiven = { settings: plainSettings(settings), options }
  const worker = new Worker(require.resolve('@earnback/kafka/thread'), { workerData })
  const post = (message: ToThread): void => worker.postMessage(message)
  let isOver = false
  let end: KafkaFault | undefined = kafkaFault('KAFKA_THREAD_ENDED', 'the thread of the client ended without saying why')
  /** The client may leave a connection or a timer behind, for which the thread would wait. */
  const endWith = (fault: KafkaFault | undefined): void => {
    isOver = true
    end = fault
    void worker.terminate()
  }
  const fail = (error: unknown): void => {
    const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    endWith(kafkaFault('KAFKA_THREAD_ENDED', `the thread of the client failed: ${what}`))
  }
  const answers = new Answers(handlers, () => isOver)
  const hear = async (message: FromThread): Promise<void> => {
    if (message.kind === 'log') return log(message.level, message.message, message.fields)
    if (message.kind === 'event') return tell(message.event)
    if (message.kind === 'ended') return endWith(message.fault)
    const { number, question } = message
    post({ kind: 'answer', number, answer: await answers.to(number, question) })
  }
  worker.on('message', (message: FromThread) => void hear(message).catch(fail))
  worker.on('error', fail)
  const gone = new Promise<void>((resolve) => worker.on('exit', () => resolve()))
  const ended = gone.then(async () => {
    isOver = true
    await within(timers, options.stopWithinMs, answers.idle())
    return end
  })
  return {
    ended,
    stop: async () => {
      isOver = true
      post({ kind: 'stop' })
      await ended
    },
  }
}
