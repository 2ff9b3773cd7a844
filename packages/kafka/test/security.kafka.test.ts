import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { ensureTopics } from '../src'
import { type Broker, describeWithKafka, startBroker, testClient, uniqueName } from '../src/testing'

/** Brokers start and clients try again; a machine that is busy with other tests takes its time for that. */
jest.setTimeout(180_000)

const PASSWORD = 'not-for-logs-7'

/** An authority of our own, and a certificate that it signed for one host and so many days. */
const makeCertificates = (folder: string, altName: string, days: number): { readonly ca: string; readonly store: string } => {
  const at = (name: string) => join(folder, name)
  const openssl = (...args: ReadonlyArray<string>) => execFileSync('openssl', [...args], { stdio: 'pipe' })
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '9',
    '-subj',
    '/CN=Test CA',
  )
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('request.pem'), '-subj', '/CN=broker')
  writeFileSync(at('extensions'), `subjectAltName=${altName}\n`)
  const signing = [
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-extfile',
    at('extensions'),
    '-days',
    String(days),
  ]
  openssl('x509', '-req', '-in', at('request.pem'), '-out', at('cert.pem'), ...signing)
  const pkcs8 = execFileSync('openssl', ['pkcs8', '-topk8', '-nocrypt', '-in', at('key.pem')], { encoding: 'utf8' })
  writeFileSync(at('store.pem'), `${pkcs8}${readFileSync(at('cert.pem'), 'utf8')}`)
  return { ca: at('ca.pem'), store: at('store.pem') }
}

const asking = async (address: string, settings: Record<string, string>) => {
  const logged: Array<string> = []
  const kafka = testClient(address, settings, (level, message, fields) => logged.push(JSON.stringify([level, message, fields])))
  const made = await ensureTopics(kafka, [{ topic: uniqueName('secured'), partitions: 1 }])()
  return { code: E.isLeft(made) ? made.left.code : 'made', text: `${JSON.stringify(made)} ${logged.join('\n')}` }
}

describeWithKafka('a broker with TLS and SCRAM', () => {
  const folders: Array<string> = []
  const brokers: Array<Broker> = []
  const certificates = (altName: string, days: number) => {
    const folder = mkdtempSync(join(tmpdir(), 'earnback-tls-'))
    folders.push(folder)
    return makeCertificates(folder, altName, days)
  }
  const secured = async (altName: string, days: number) => {
    const { ca, store } = certificates(altName, days)
    const broker = await startBroker({
      securedProtocol: 'SASL_SSL',
      scramUsers: { ingester: PASSWORD },
      properties: {
        'ssl.keystore.type': 'PEM',
        'ssl.keystore.location': store,
        'sasl.enabled.mechanisms': 'SCRAM-SHA-256,SCRAM-SHA-512',
        ...Object.fromEntries(
          ['256', '512'].map((size) => [
            `listener.name.secured.scram-sha-${size}.sasl.jaas.config`,
            'org.apache.kafka.common.security.scram.ScramLoginModule required;',
          ]),
        ),
      },
    })
    brokers.push(broker)
    return { address: broker.securedAddress ?? '', ca }
  }
  afterAll(async () => {
    await Promise.all(brokers.map((broker) => broker.remove()))
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
  const user = { saslMechanism: 'scram-sha-256', saslUsername: 'ingester', saslPassword: PASSWORD }

  test('lets in who knows the authority and the password, and names what is wrong with the others', async () => {
    const { address, ca } = await secured('IP:127.0.0.1', 5)
    const tls = { tls: 'true', tlsCaFile: ca }
    expect(await asking(address, { ...tls, ...user })).toMatchObject({ code: 'made' })
    expect(await asking(address, { ...tls, ...user, saslMechanism: 'scram-sha-512' })).toMatchObject({ code: 'made' })

    const wrong = await asking(address, { ...tls, ...user, saslPassword: 'wrong-secret-8' })
    expect(wrong.code).toBe('KAFKA_AUTHENTICATION_FAILED')
    expect(wrong.text).not.toContain('wrong-secret-8')
    const unknown = await asking(address, { ...tls, ...user, saslUsername: 'nobody' })
    expect(unknown.code).toBe('KAFKA_AUTHENTICATION_FAILED')
    expect(unknown.text).not.toContain(PASSWORD)

    expect(await asking(address, { tls: 'true', ...user })).toMatchObject({ code: 'KAFKA_TLS_UNTRUSTED' })
    const other = certificates('IP:127.0.0.1', 5)
    expect(await asking(address, { tls: 'true', tlsCaFile: other.ca, ...user })).toMatchObject({ code: 'KAFKA_TLS_UNTRUSTED' })
    const port = address.split(':')[1] ?? ''
    expect(await asking(`localhost:${port}`, { ...tls, ...user })).toMatchObject({ code: 'KAFKA_TLS_WRONG_HOST' })
  })

  test('is not trusted with a certificate that has expired, nor with one for another host', async () => {
    const expired = await secured('IP:127.0.0.1', -1)
    expect(await asking(expired.address, { tls: 'true', tlsCaFile: expired.ca, ...user })).toMatchObject({
      code: 'KAFKA_TLS_EXPIRED',
    })
    const elsewhere = await secured('DNS:kafka.example', 5)
    const found = await asking(elsewhere.address, { tls: 'true', tlsCaFile: elsewhere.ca, ...user })
    expect(found).toMatchObject({ code: 'KAFKA_TLS_WRONG_HOST' })
  })
})
