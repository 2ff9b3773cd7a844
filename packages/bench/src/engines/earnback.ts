import type { Engine } from '../engine'

/** The plug for our own engine: until it holds an `Engine`, runs leave it out and say so. */
export const earnback: Engine | null = null
