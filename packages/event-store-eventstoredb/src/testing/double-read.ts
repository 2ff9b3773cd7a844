import { once } from 'node:events'
import { type ServerWritableStream, status } from '@grpc/grpc-js'
import { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb'
import { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb'
import type { DoubleFaults, ReadFault } from './double-faults'
import type { DoubleLog, RecordedDouble } from './double-log'

type Call = ServerWritableStream<ReadReq, ReadResp>

export interface ReadDouble {
  readonly log: DoubleLog
  readonly faults: DoubleFaults
  /** Calls that have not ended. */
  readonly open: Set<Call>
}

const TICKS_PER_MILLISECOND = 10_000
const CHECKPOINT_EVENTS = 32

const respond = (event: RecordedDouble): ReadResp => {
  const recorded = new ReadResp.ReadEvent.RecordedEvent()
    .setId(new UUID().setString(event.id))
    .setStreamIdentifier(new StreamIdentifier().setStreamName(Buffer.from(event.stream)))
    .setStreamRevision(`${event.number}`)
    .setCommitPosition(`${event.position}`)
    .setPreparePosition(`${event.position}`)
    .setCustomMetadata(event.metadata)
    .setData(event.data)
  recorded.getMetadataMap().set('type', event.type)
  recorded.getMetadataMap().set('content-type', event.contentType)
  recorded.getMetadataMap().set('created', `${1_772_000_000_000 * TICKS_PER_MILLISECOND}`)
  return new ReadResp().setEvent(new ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(`${event.position}`))
}

/** Waits until the call takes more, or is over. */
const written = async (call: Call, response: ReadResp): Promise<void> => {
  if (call.write(response)) return
  const over = new AbortController()
  const { signal } = over
  await Promise.race(['drain', 'cancelled', 'close'].map((event) => once(call, event, { signal }))).finally(() => over.abort())
}

/** Sends events until the fault that was switched on befalls the call; answers whether it may go on. */
class Sender {
  private sent = 0

  constructor(
    private readonly call: Call,
    private readonly fault: ReadFault | undefined,
  ) {}

  async send(event: RecordedDouble): Promise<boolean> {
    if (this.call.cancelled || this.befall()) return false
    await written(this.call, respond(event))
    this.sent++
    return !this.call.cancelled
  }

  /** Whether the fault befell the call now. */
  befall(): boolean {
    const { call, fault, sent } = this
    if (fault === undefined || sent < fault.afterEvents) return false
    if (fault.kind === 'ends') call.end()
    if (fault.kind === 'fails') call.emit('error', { code: status.UNAVAILABLE, details: 'the connection was lost' })
    return true
  }
}

interface Wanted {
  readonly options: ReadReq.Options
  readonly stream: string | undefined
  readonly isBackwards: boolean
}

const wantedBy = (request: ReadReq): Wanted => {
  const options = request.getOptions() as ReadReq.Options
  const identifier = options.getStream()?.getStreamIdentifier()
  const stream = identifier === undefined ? undefined : Buffer.from(identifier.getStreamName_asU8()).toString()
  return { options, stream, isBackwards: options.getReadDirection() === ReadReq.Options.ReadDirection.BACKWARDS }
}

const isPassed = ({ options }: Wanted, event: RecordedDouble): boolean => {
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList() ?? []
  return prefixes.length === 0 || prefixes.some((prefix) => event.stream.startsWith(prefix))
}

/** Where a reading starts in a list of events: from the event named, or for a subscription behind it. */
const startIn = ({ options }: Wanted, events: ReadonlyArray<RecordedDouble>, isSubscription: boolean): number => {
  const ofStream = options.getStream()
  const ofAll = options.getAll()
  if (ofStream?.hasStart() || ofAll?.hasStart()) return 0
  if (ofStream?.hasEnd() || ofAll?.hasEnd()) return events.length
  const behind = isSubscription ? 1 : 0
  if (ofStream !== undefined) return Number(ofStream.getRevision()) + behind
  const position = Number(ofAll?.getPosition()?.getCommitPosition() ?? 0)
  return events.filter((event) => event.position < position + behind).length
}

const read = async ({ log, faults }: ReadDouble, call: Call, wanted: Wanted): Promise<void> => {
  const { stream, options, isBackwards } = wanted
  const events = stream === undefined ? log.all : log.stream(stream)
  if (stream !== undefined && events.length === 0) {
    const identifier = new StreamIdentifier().setStreamName(Buffer.from(stream))
    call.write(new ReadResp().setStreamNotFound(new ReadResp.StreamNotFound().setStreamIdentifier(identifier)))
    call.end()
    return
  }
  const start = startIn(wanted, events, false)
  const chosen = isBackwards ? events.slice(0, start + 1).reverse() : events.slice(start)
  const sender = new Sender(call, faults.reads.shift())
  for (const event of chosen.slice(0, Number(options.getCount())))
    if (isPassed(wanted, event) && !(await sender.send(event))) return
  if (sender.befall()) return
  if (stream !== undefined) call.write(new ReadResp().setLastStreamPosition(`${events.length - 1}`))
  call.end()
}

/** Resolves when something is appended, or when the call is over. */
class Awakening {
  private wake: () => void = () => undefined
  private readonly forget: () => void

  constructor(log: DoubleLog, call: Call) {
    this.forget = log.onAppend(() => this.wake())
    call.on('cancelled', () => this.wake())
  }

  /** Asked before the reading, so that nothing is slept through. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  end(): void {
    this.forget()
  }
}

const follow = async ({ log, faults }: ReadDouble, call: Call, wanted: Wanted): Promise<void> => {
  const { stream } = wanted
  const events = () => (stream === undefined ? log.all : log.stream(stream))
  const awakening = new Awakening(log, call)
  const sender = new Sender(call, faults.subscriptions.shift())
  call.write(new ReadResp().setConfirmation(new ReadResp.SubscriptionConfirmation().setSubscriptionId('subscription')))
  let next = startIn(wanted, events(), true)
  let isCaughtUp = false
  try {
    while (!call.cancelled) {
      const more = awakening.next()
      for (let event = events()[next]; event !== undefined; event = events()[next]) {
        if (isPassed(wanted, event) && !(await sender.send(event))) return
        next++
        if (stream === undefined && next % CHECKPOINT_EVENTS === 0) call.write(checkpoint(event.position))
      }
      if (sender.befall()) return
      if (!isCaughtUp) call.write(new ReadResp().setCaughtUp(new ReadResp.CaughtUp()))
      isCaughtUp = true
      await more
    }
  } finally {
    awakening.end()
  }
}

const checkpoint = (position: number): ReadResp =>
  new ReadResp().setCheckpoint(new ReadResp.Checkpoint().setCommitPosition(`${position}`).setPreparePosition(`${position}`))

export const handleRead =
  (double: ReadDouble) =>
  (call: Call): void => {
    const wanted = wantedBy(call.request)
    double.open.add(call)
    const over = (): void => void double.open.delete(call)
    call.on('cancelled', over)
    call.on('finish', over)
    call.on('close', over)
    call.on('error', over)
    void (wanted.options.hasSubscription() ? follow(double, call, wanted) : read(double, call, wanted))
  }
