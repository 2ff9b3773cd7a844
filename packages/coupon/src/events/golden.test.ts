import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decoded } from '../testing'
import { decodeStored, encodeEvent, sameContent } from './decode'
import { CATALOGUE } from './event'
import { currentVersion, UPCASTS } from './upcast'

interface Golden {
  readonly sent: Readonly<Record<string, unknown>>
  readonly canonical: Readonly<Record<string, unknown>>
}

const folder = join(__dirname, '..', '..', 'golden')
const files = readdirSync(folder).sort()
const golden = (file: string): Golden => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden

const versionsOf = (name: string): ReadonlyArray<string> =>
  Array.from({ length: currentVersion(UPCASTS, name) }, (_, earlier) => `${name}.v${earlier + 1}.json`)

describe('golden events, kept for ever', () => {
  test('there is one for every event of the catalogue at every version that ever was, and no other', () => {
    expect(files).toEqual(Object.keys(CATALOGUE).flatMap(versionsOf).sort())
  })

  test.each(files)('%s: what a producer sent is read, and written in canonical form', (file) => {
    const { sent, canonical } = golden(file)
    expect(encodeEvent(decoded(sent))).toEqual(canonical)
  })

  test.each(files)('%s: the canonical form is read as the same event, and written the same again', (file) => {
    const { sent, canonical } = golden(file)
    expect(decodeStored(JSON.stringify(canonical))).toEqual(decoded(canonical))
    expect(encodeEvent(decoded(canonical))).toEqual(canonical)
    expect(sameContent(JSON.stringify(sent), JSON.stringify(canonical))).toBe(true)
  })

  test.each(files)('%s says its own type', (file) => {
    expect(golden(file).sent.type).toBe(`earnback.${file.slice(0, -'.json'.length)}`)
  })
})
