import type { Readable } from 'node:stream'
import type { EventStoreDBClient } from '@eventstore/db-client'
import { Unanswered } from './faults'

interface WithChannel {
  readonly getChannel: () => Promise<{ readonly close: () => void }>
}

/** One client and what is read through it. */
export class Session {
  private readonly readables = new Set<Readable>()

  constructor(readonly client: EventStoreDBClient) {}

  add(readable: Readable): void {
    this.readables.add(readable)
  }

  delete(readable: Readable): void {
    this.readables.delete(readable)
  }

  /** Ends every call; who still reads is told, since the client alone would leave them waiting. */
  async end(): Promise<void> {
    for (const readable of this.readables) readable.destroy(new Unanswered('the connection was given up'))
    try {
      // Every call is cancelled at once; the client's own promise waits for ever for one whose last records nobody reads.
      void this.client.dispose()
      // The client has no way of its own to let go of its connection.
      const channel = await (this.client as unknown as WithChannel).getChannel()
      channel.close()
    } catch {
      // What could not be opened need not be closed.
    }
  }
}
