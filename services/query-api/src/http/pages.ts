import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const FILES_MAX = 500
const FILE_BYTES_MAX = 5_242_880
const YEAR_SECONDS = 31_536_000
const HASHED = /[.-][A-Za-z0-9_-]{8,}\.[a-z0-9]+$/
const HASH_CHARS = 22

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}
const COMPRESSED = new Set(['.html', '.js', '.css', '.json', '.svg', '.txt', '.webmanifest'])

/** Nothing from outside, nothing inline, in nobody's frame. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

export interface PageFile {
  readonly type: string
  readonly body: Buffer
  readonly gzip: Buffer | undefined
  readonly etag: string
  readonly cacheControl: string
}

const fileOf = (path: string): PageFile => {
  const body = readFileSync(path)
  const extension = extname(path)
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    body,
    gzip: COMPRESSED.has(extension) ? gzipSync(body, { level: 9 }) : undefined,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, HASH_CHARS)}"`,
    cacheControl: HASHED.test(path) && extension !== '.html' ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  }
}

/** Every file of a folder by its address. They are read once, so no address can lead out of the folder. */
export const pagesIn = (folder: string): ReadonlyMap<string, PageFile> => {
  const names = readdirSync(folder, { recursive: true }) as string[]
  const files = new Map<string, PageFile>()
  for (const name of names) {
    const path = join(folder, name)
    const stats = statSync(path)
    if (!stats.isFile()) continue
    if (files.size >= FILES_MAX || stats.size > FILE_BYTES_MAX)
      throw new Error(`${folder} is no folder of pages: ${name} is too much`)
    files.set(`/${name.replaceAll('\\', '/')}`, fileOf(path))
  }
  return files
}
