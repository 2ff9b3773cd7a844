import { Server, ServerCredentials, status, type handleUnaryCall } from '@grpc/grpc-js'
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb'
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb'
import type { Empty } from '@eventstore/db-client/generated/shared_pb'
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb'
import { type AppendCall, handleAppend, handleBatchAppend } from './double-append'
import { DoubleFaults } from './double-faults'
import { DoubleLog } from './double-log'
import { handleRead, type ReadDouble } from './double-read'

const MAX_APPEND_BYTES = 1024 * 1024
const METHODS = ['append', 'batchappend', 'read', 'delete', 'tombstone']

/**
 * A server in this process that speaks EventStoreDB's protocol, from the definitions that the client comes with, and is as strict
 * as a real one about revisions, ids, sizes and what it takes for a repetition. What it keeps outlives `stop` and `start`.
 */
export class ServerDouble {
  readonly log = new DoubleLog()
  readonly faults = new DoubleFaults()
  /** Every append that came, however it was answered. */
  readonly appendCalls: AppendCall[] = []
  readonly openReads: ReadDouble['open'] = new Set()
  private server: Server | undefined
  private port = 0

  constructor(private readonly maxAppendBytes = MAX_APPEND_BYTES) {}

  get connectionString(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`
  }

  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 4 * 1024 * 1024 })
    const appends = { log: this.log, faults: this.faults, maxAppendBytes: this.maxAppendBytes, calls: this.appendCalls }
    server.addService(StreamsService, {
      append: handleAppend(appends),
      batchAppend: handleBatchAppend(appends),
      read: handleRead({ log: this.log, faults: this.faults, open: this.openReads }),
    })
    server.addService(ServerFeaturesService, { getSupportedMethods: this.supportedMethods })
    this.port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.port}`, ServerCredentials.createInsecure(), (error, port) =>
        error === null ? resolve(port) : reject(error),
      )
    })
    this.server = server
  }

  /**
   * Breaks every connection, as a server does that is killed. For quiet moments: Node's HTTP/2 may never come back from breaking off a
   * stream that still has much to send (nodejs/node#52952).
   */
  async stop(): Promise<void> {
    this.server?.forceShutdown()
    this.server = undefined
    this.log.restart()
    await new Promise(setImmediate)
  }

  private readonly supportedMethods: handleUnaryCall<Empty, SupportedMethods> = (_call, callback) => {
    if (this.faults.featureFailures > 0) {
      this.faults.featureFailures--
      return callback({ code: status.INTERNAL, details: 'not now' })
    }
    const supported = new SupportedMethods().setEventStoreServerVersion('23.10.0')
    for (const name of METHODS) {
      supported.addMethods(new SupportedMethod().setMethodName(name).setServiceName('event_store.client.streams.streams'))
    }
    callback(null, supported)
  }
}
