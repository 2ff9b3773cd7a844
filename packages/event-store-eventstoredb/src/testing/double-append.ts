import { type sendUnaryData, type ServerDuplexStream, type ServerReadableStream, status, Metadata } from '@grpc/grpc-js'
import { Any } from 'google-protobuf/google/protobuf/any_pb'
import {
  Empty,
  MaximumAppendSizeExceeded,
  type StreamIdentifier,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb'
import { Status } from '@eventstore/db-client/generated/status_pb'
import { type AppendReq, AppendResp, type BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb'
import type { DoubleFaults } from './double-faults'
import type { AppendResult, DoubleEvent, DoubleLog, Expected } from './double-log'

/** What both kinds of append come down to. */
export interface AppendCall {
  readonly stream: string
  readonly expected: Expected
  readonly events: ReadonlyArray<DoubleEvent>
}

type Answer = AppendResult | { readonly kind: 'too-large' }

export interface AppendDouble {
  readonly log: DoubleLog
  readonly faults: DoubleFaults
  readonly maxAppendBytes: number
  readonly calls: AppendCall[]
}

type Proposed = AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage

const nameIn = (identifier: StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString()

const proposed = (message: Proposed): DoubleEvent => {
  const type = message.getMetadataMap().get('type')
  const contentType = message.getMetadataMap().get('content-type')
  if (type === undefined || contentType === undefined) throw new Error('a proposed message lacks its type or content type')
  const id = message.getId()?.getString() ?? ''
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new Error(`not a UUID: ${id}`)
  return { id, type, contentType, metadata: message.getCustomMetadata_asU8(), data: message.getData_asU8() }
}

const sizeOf = ({ data, metadata, type }: DoubleEvent): number => data.byteLength + metadata.byteLength + type.length * 2

/** Applies the append as the switches have it; answers undefined where nobody is to be answered, and throws where the call fails. */
const performed = async (double: AppendDouble, call: AppendCall): Promise<Answer | undefined> => {
  double.calls.push(call)
  if (call.events.reduce((sum, event) => sum + sizeOf(event), 0) > double.maxAppendBytes) return { kind: 'too-large' }
  const apply = (): AppendResult => double.log.append(call.stream, call.expected, call.events)
  const fault = double.faults.nextAppend()
  if (fault === undefined) return apply()
  const early = fault.isApplied ? apply() : undefined
  if (fault.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.afterMs))
  if (fault.kind === 'late') return early ?? apply()
  if (fault.kind === 'overtaken') return { kind: 'wrong-expected-version', current: double.log.stream(call.stream).length - 1 }
  if (fault.kind === 'failed') throw new Error('the switch has it')
  return undefined
}

const answerOf = (answer: Exclude<Answer, { kind: 'too-large' }>, expected: Expected): AppendResp => {
  const response = new AppendResp()
  if (answer.kind === 'appended') {
    const position = new AppendResp.Position().setCommitPosition(`${answer.position}`).setPreparePosition(`${answer.position}`)
    return response.setSuccess(new AppendResp.Success().setCurrentRevision(`${answer.last}`).setPosition(position))
  }
  const wrong = new AppendResp.WrongExpectedVersion()
  if (answer.current < 0) wrong.setCurrentNoStream(new Empty())
  else wrong.setCurrentRevision(`${answer.current}`)
  if (typeof expected === 'number') wrong.setExpectedRevision(`${expected}`)
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new Empty())
  else wrong.setExpectedAny(new Empty())
  return response.setWrongExpectedVersion(wrong)
}

const tooLarge = (maxAppendBytes: number) => {
  const metadata = new Metadata()
  metadata.set('exception', 'maximum-append-size-exceeded')
  metadata.set('maximum-append-size', `${maxAppendBytes}`)
  return { code: status.INVALID_ARGUMENT, details: `Maximum Append Size of ${maxAppendBytes} Exceeded.`, metadata }
}

const UNAVAILABLE = { code: status.UNAVAILABLE, details: 'the connection was lost' }

/** One append as a call of its own. */
export const handleAppend =
  (double: AppendDouble) =>
  (call: ServerReadableStream<AppendReq, AppendResp>, callback: sendUnaryData<AppendResp>): void => {
    let options: AppendReq.Options | undefined
    const events: DoubleEvent[] = []
    call.on('data', (request: AppendReq) => {
      const message = request.getProposedMessage()
      if (message === undefined) options = request.getOptions()
      else events.push(proposed(message))
    })
    call.on('error', () => undefined)
    call.on('end', () => {
      const expected = expectedIn(options)
      performed(double, { stream: nameIn(options?.getStreamIdentifier()), expected, events }).then(
        (answer) => {
          if (answer === undefined) return
          if (answer.kind === 'too-large') callback(tooLarge(double.maxAppendBytes))
          else callback(null, answerOf(answer, expected))
        },
        () => callback(UNAVAILABLE),
      )
    })
  }

const expectedIn = (options: AppendReq.Options | undefined): Expected => {
  if (options?.hasRevision()) return Number(options.getRevision())
  if (options?.hasNoStream()) return 'no_stream'
  return options?.hasStreamExists() ? 'stream_exists' : 'any'
}

const batchExpectedIn = (options: BatchAppendReq.Options | undefined): Expected => {
  if (options?.hasStreamPosition()) return Number(options.getStreamPosition())
  if (options?.hasNoStream()) return 'no_stream'
  return options?.hasStreamExists() ? 'stream_exists' : 'any'
}

const batchError = (answer: Exclude<Answer, { kind: 'appended' }>, expected: Expected, maxAppendBytes: number): Status => {
  const details = new Any()
  if (answer.kind === 'too-large') {
    const exceeded = new MaximumAppendSizeExceeded().setMaxappendsize(maxAppendBytes)
    details.pack(exceeded.serializeBinary(), 'event_store.client.MaximumAppendSizeExceeded')
  } else {
    const wrong = new WrongExpectedVersion()
    if (answer.current >= 0) wrong.setCurrentStreamRevision(`${answer.current}`)
    if (typeof expected === 'number') wrong.setExpectedStreamPosition(`${expected}`)
    details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion')
  }
  return new Status().setMessage(answer.kind).setDetails(details)
}

interface Gathering {
  options: BatchAppendReq.Options | undefined
  readonly events: DoubleEvent[]
}

/** Many appends over one call, told apart by their correlation ids. */
export const handleBatchAppend =
  (double: AppendDouble) =>
  (call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>): void => {
    const gathering = new Map<string, Gathering>()
    const answer = async (request: BatchAppendReq, { options, events }: Gathering): Promise<void> => {
      const expected = batchExpectedIn(options)
      const result = await performed(double, { stream: nameIn(options?.getStreamIdentifier()), expected, events })
      if (result === undefined) return
      const response = new BatchAppendResp()
        .setCorrelationId(request.getCorrelationId())
        .setStreamIdentifier(options?.getStreamIdentifier())
      if (result.kind !== 'appended') response.setError(batchError(result, expected, double.maxAppendBytes))
      else response.setSuccess(new BatchAppendResp.Success().setCurrentRevision(`${result.last}`))
      call.write(response)
    }
    call.on('error', () => undefined)
    call.on('end', () => call.end())
    call.on('data', (request: BatchAppendReq) => {
      const id = request.getCorrelationId()?.getString() ?? ''
      const gathered = gathering.get(id) ?? { options: undefined, events: [] }
      gathered.options ??= request.getOptions()
      gathered.events.push(...request.getProposedMessagesList().map(proposed))
      gathering.set(id, gathered)
      if (!request.getIsFinal()) return
      gathering.delete(id)
      answer(request, gathered).catch(() => call.emit('error', UNAVAILABLE))
    })
  }
