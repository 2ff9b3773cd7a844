import { connect as connectPlain, isIP } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { type ISocketFactory } from 'kafkajs'
import { isLoopback } from './hosts'

const KEEP_ALIVE_MS = 60_000

/** Brokers say themselves under which hosts they are met, so the settings cannot know them all: each connection asks again. */
export const guardedSocket =
  (allowPlaintext: ReadonlyArray<string>): ISocketFactory =>
  ({ host, port, ssl, onConnect }) => {
    const options = ssl as object | null | undefined | boolean
    const encrypted = typeof options === 'object' && options !== null
    if (!encrypted && !isLoopback(host) && !allowPlaintext.includes(host)) {
      throw new Error(`PLAINTEXT_REFUSED: ${host} is not loopback`)
    }
    const socket = encrypted
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}), ...options }, onConnect)
      : connectPlain({ host, port }, onConnect)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    return socket
  }
