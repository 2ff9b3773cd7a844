import { join } from 'node:path'

/** Where the built pages lie: index.html, for every address of a page, and the hashed files that it names under /assets. */
export const pagesFolder = join(__dirname, '..', 'dist', 'pages')
