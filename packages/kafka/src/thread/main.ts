import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import * as E from 'fp-ts/Either'
import { kafkaClient } from '../client'
import { type KafkaFault } from '../fault'
import { type KafkaLog } from '../kafka-log'
import { type SourceEvent } from '../source/port'
import { superviseSource } from '../source/supervise-source'
import { type Asked, handlersBy } from './asking'
import { type Answer, type FromThread, type Question, settingsOf, type ThreadGiven, type ToThread } from './messages'
import { realTimers as timers } from './real-timers'

/** Runs the source in this thread, with handlers in the thread that started it. */
const run = async (port: MessagePort, { settings, options }: ThreadGiven): Promise<KafkaFault | undefined> => {
  const post = (message: FromThread): void => port.postMessage(message)
  const log: KafkaLog = (level, message, fields) => post({ kind: 'log', level, message, fields })
  const client = kafkaClient(settingsOf(settings), log)
  if (E.isLeft(client)) return client.left
  const waiting = new Map<number, (answer: Answer | undefined) => void>()
  let asked = 0
  const ask = (question: Question): Asked => {
    const number = ++asked
    const answer = new Promise<Answer | undefined>((resolve) => void waiting.set(number, resolve))
    post({ kind: 'question', number, question })
    return { number, answer }
  }
  const handlers = handlersBy(ask)
  const tell = (event: SourceEvent): void => post({ kind: 'event', event })
  const source = superviseSource({ kafka: client.right, options, handlers, timers, log, tell })
  port.on('message', (message: ToThread) => {
    if (message.kind === 'stop') return void source.stop()
    waiting.get(message.number)?.(message.answer)
    waiting.delete(message.number)
  })
  return source.ended
}

const start = async (port: MessagePort): Promise<void> => {
  const fault = await run(port, workerData as ThreadGiven)
  port.postMessage({ kind: 'ended', fault } satisfies FromThread)
}

if (parentPort !== null) void start(parentPort)
