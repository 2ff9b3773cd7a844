import { Worker } from 'node:worker_threads'
import * as E from 'fp-ts/Either'
import { type KafkaFault, kafkaFault } from '../fault'
import { type KafkaLog } from '../kafka-log'
import { type KafkaSettings } from '../settings'
import { handled } from '../source/handled'
import { unpackRecords } from '../source/packed'
import { type KafkaSource, type SourceEvent, type SourceHandlers, type SourceOptions } from '../source/port'
import { type Answer, type FromThread, plainSettings, type Question, type ThreadGiven, type ToThread } from './messages'

export interface ThreadDependencies {
  readonly settings: KafkaSettings
  readonly options: SourceOptions
  readonly handlers: SourceHandlers
  readonly log: KafkaLog
  readonly tell: (event: SourceEvent) => void
}

const answerTo = async (handlers: SourceHandlers, question: Question): Promise<Answer> => {
  if (question.kind === 'storedOffsets') return handled(() => handlers.storedOffsets(question.partitions))
  const { batch } = question
  const outcome = await handled(() => handlers.handle({ ...batch, records: unpackRecords(batch, batch.records) }))
  return E.map(() => [])(outcome)
}

/**
 * Reads the topics as `startSource` does, with the client in a thread of its own: it fetches, decodes and keeps its place in the
 * group while the handlers, which run in the caller's thread, are at work.
 */
export const startSourceInThread = ({ settings, options, handlers, log, tell }: ThreadDependencies): KafkaSource => {
  const given: ThreadGiven = { settings: plainSettings(settings), options }
  const worker = new Worker(require.resolve('@earnback/kafka/thread'), { workerData: given })
  const post = (message: ToThread): void => worker.postMessage(message)
  let end: KafkaFault | undefined = kafkaFault('KAFKA_THREAD_ENDED', 'the thread of the client ended without saying why')
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'log') log(message.level, message.message, message.fields)
    if (message.kind === 'event') tell(message.event)
    if (message.kind === 'ended') end = message.fault
    if (message.kind !== 'question') return
    const { number, question } = message
    void answerTo(handlers, question).then((answer) => post({ kind: 'answer', number, answer }))
  })
  worker.on('error', (error) => {
    end = kafkaFault('KAFKA_THREAD_ENDED', `the thread of the client failed: ${error.name}: ${error.message}`)
  })
  const ended = new Promise<KafkaFault | undefined>((resolve) => worker.on('exit', () => resolve(end)))
  return {
    ended,
    stop: async () => {
      post({ kind: 'stop' })
      await ended
    },
  }
}
