import { EventStoreDBClient, type Credentials } from '@eventstore/db-client'
import { fault } from './faults'

const USER = /^[a-z+]+:\/\/([^/@?]*)@/i
const INSECURE = /[?&]tls=false(&|$)/i

/** The client leaves them away where it speaks without TLS; yet with them it makes a call of its own for each append. */
const ANONYMOUS: Credentials = { username: 'anonymous', password: 'anonymous' }

export interface Connection {
  readonly connect: () => EventStoreDBClient
  readonly credentials: Credentials | undefined
}

const credentialsIn = (connectionString: string): Credentials | undefined => {
  const [username, ...password] = USER.exec(connectionString)?.[1]?.split(':') ?? []
  if (username !== undefined) return { username: decodeURIComponent(username), password: decodeURIComponent(password.join(':')) }
  return INSECURE.test(connectionString) ? ANONYMOUS : undefined
}

/** Reads the connection string once, so that one that cannot be understood is found at the start. Nothing is connected yet. */
export const connectionOf = (connectionString: string): Connection => {
  const connect = (): EventStoreDBClient => EventStoreDBClient.connectionString(connectionString)
  try {
    void connect()
    return { connect, credentials: credentialsIn(connectionString) }
  } catch {
    // The client's own message repeats the string, and with it the password.
    throw fault(
      'STORE_FAILED',
      'the connection string of EventStoreDB cannot be understood. Give one such as esdb://user:password@host:2113?tls=true, with files of certificates that exist',
    )
  }
}
