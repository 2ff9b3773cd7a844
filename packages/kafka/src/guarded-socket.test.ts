import * as E from 'fp-ts/Either'
import { classifyError } from './classify-error'
import { guardedSocket } from './guarded-socket'

describe('a connection without TLS', () => {
  test('to a host that is not loopback is refused also where a broker named the host', () => {
    const refused = E.tryCatch(
      () => guardedSocket(['other'])({ host: 'kafka.example', port: 9092, ssl: undefined as never, onConnect: () => undefined }),
      (error) => classifyError(error, 'connecting'),
    )
    expect(refused).toMatchObject({ left: { code: 'KAFKA_PLAINTEXT_REFUSED' } })
  })
})
