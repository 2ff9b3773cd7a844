import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const JS_GZIP_BYTES_MAX = 45_000
const CSS_BYTES_MAX = 10_000
const PAGES = { 'advertiser’s page': 'src/pages/advertiser/page.tsx', 'analyst’s page': 'src/pages/analyst/page.tsx' }

/** What a page loads: the entry, the page's own chunk, and whatever these import. */
const filesOf = (outputs, roots) => {
  const files = new Set(roots)
  for (const file of files) {
    for (const { path, kind } of outputs[file].imports) if (kind === 'import-statement') files.add(path)
  }
  return [...files]
}

/** The weight of each page, and a problem for each that is above its budget. */
export const checkSizes = (root, { outputs }, script) => {
  const gzipBytes = (file) => gzipSync(readFileSync(join(root, file)), { level: 9 }).length
  const chunkOf = (entry) => Object.keys(outputs).find((file) => file.endsWith('.js') && outputs[file].entryPoint === entry)
  const lines = []
  const problems = []
  for (const [page, entry] of Object.entries(PAGES)) {
    const scripts = filesOf(outputs, [script, chunkOf(entry)])
    const styles = [...new Set(scripts.flatMap((file) => outputs[file].cssBundle ?? []))]
    const jsBytes = scripts.reduce((sum, file) => sum + gzipBytes(file), 0)
    const cssBytes = styles.reduce((sum, file) => sum + outputs[file].bytes, 0)
    lines.push(`${page}: ${jsBytes} bytes of JavaScript (gzip), ${cssBytes} bytes of CSS`)
    if (jsBytes > JS_GZIP_BYTES_MAX) problems.push(`${page}: JavaScript is above ${JS_GZIP_BYTES_MAX} bytes`)
    if (cssBytes > CSS_BYTES_MAX) problems.push(`${page}: CSS is above ${CSS_BYTES_MAX} bytes`)
  }
  return { lines, problems }
}
