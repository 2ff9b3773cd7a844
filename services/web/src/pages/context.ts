import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Api } from './api'
import type { Machine } from './machine'
import type { Reader } from '../model/instant'

export interface Surroundings {
  readonly api: Api
  readonly machine: Machine
  readonly reader: Reader
  readonly go: (address: string, how?: 'push' | 'replace') => void
  readonly askForToken: () => void
}

export const SurroundingsContext = createContext<Surroundings | undefined>(undefined)

export const useSurroundings = (): Surroundings => {
  const found = useContext(SurroundingsContext)
  if (found === undefined) throw new Error('a part of the page stands outside of it')
  return found
}
