import { Worker } from 'node:worker_threads'
import * as E from 'fp-ts/Either'
import { type KafkaFault, kafkaFault } from '../fault'
import { type KafkaLog } from '../kafka-log'
import { type KafkaSettings } from '../settings'
import { handled } from '../source/handled'
import { type PackedBatch, unpackRecords } from '../source/packed'
import { type KafkaSource, type SourceEvent, type SourceHandlers, type SourceOptions } from '../source/port'
import { type Answer, type FromThread, plainSettings, type Question, type ThreadGiven, type ToThread } from './messages'

export interface ThreadDependencies {
  readonly settings: KafkaSettings
  readonly options: SourceOptions
  readonly handlers: SourceHandlers
  readonly log: KafkaLog
  readonly tell: (event: SourceEvent) => void
}

type Answering = (number: number, question: Question) => Promise<Answer | undefined>

/** Answers the questions of the thread; a batch that is behind another waits for that one, and is left where that one was not stored, or all is over. */
const answering = (handlers: SourceHandlers, isOver: () => boolean): Answering => {
  let last = { number: 0, answer: Promise.resolve<Answer | undefined>(undefined) }
  const handle = async (batch: PackedBatch): Promise<Answer> =>
    E.map(() => [])(await handled(() => handlers.handle({ ...batch, records: unpackRecords(batch, batch.records) })))
  const handleBehind = async (batch: PackedBatch, before: Promise<Answer | undefined>): Promise<Answer | undefined> => {
    const stored = await before
    return stored !== undefined && E.isRight(stored) && !isOver() ? handle(batch) : undefined
  }
  return (number, question) => {
    if (question.kind === 'storedOffsets') return handled(() => handlers.storedOffsets(question.partitions))
    const { batch, behind } = question
    const before = last.number === behind ? last.answer : Promise.resolve(undefined)
    const answer = behind === undefined ? handle(batch) : handleBehind(batch, before)
    last = { number, answer }
    return answer
  }
}

/**
 * Reads the topics as `startSource` does, with the client in a thread of its own: it fetches, decodes and keeps its place in the
 * group while the handlers, which run in the caller's thread, are at work.
 */
export const startSourceInThread = ({ settings, options, handlers, log, tell }: ThreadDependencies): KafkaSource => {
  const given: ThreadGiven = { settings: plainSettings(settings), options }
  const worker = new Worker(require.resolve('@earnback/kafka/thread'), { workerData: given })
  const post = (message: ToThread): void => worker.postMessage(message)
  let isOver = false
  const answer = answering(handlers, () => isOver)
  let end: KafkaFault | undefined = kafkaFault('KAFKA_THREAD_ENDED', 'the thread of the client ended without saying why')
  worker.on('message', (message: FromThread) => {
    if (message.kind === 'log') log(message.level, message.message, message.fields)
    if (message.kind === 'event') tell(message.event)
    if (message.kind === 'ended') {
      isOver = true
      end = message.fault
      // The client may leave a connection or a timer behind, for which the thread would wait.
      void worker.terminate()
    }
    if (message.kind !== 'question') return
    const { number, question } = message
    void answer(number, question).then((given) => post({ kind: 'answer', number, answer: given }))
  })
  worker.on('error', (error) => {
    end = kafkaFault('KAFKA_THREAD_ENDED', `the thread of the client failed: ${error.name}: ${error.message}`)
  })
  const ended = new Promise<KafkaFault | undefined>((resolve) => worker.on('exit', () => resolve(end)))
  return {
    ended,
    stop: async () => {
      isOver = true
      post({ kind: 'stop' })
      await ended
    },
  }
}
