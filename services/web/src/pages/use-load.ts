import { useCallback, useEffect, useState } from 'preact/hooks'
import { ApiFailure } from './api'
import { useSurroundings } from './context'

export interface Loaded<Data> {
  /** The newest data that came, also while newer are being loaded or could not be had. */
  readonly data: Data | undefined
  readonly isLoading: boolean
  readonly failure: ApiFailure | undefined
  readonly reload: () => void
}

/** Loads for a key, in parts where the data come so; another key calls the load before off. */
export const useLoad = <Data>(
  key: string,
  load: (signal: AbortSignal, onPart: (data: Data) => void) => Promise<Data>,
): Loaded<Data> => {
  const { askForToken } = useSurroundings()
  const [turn, setTurn] = useState(0)
  const [state, setState] = useState<Omit<Loaded<Data>, 'reload'>>({ data: undefined, isLoading: true, failure: undefined })
  useEffect(() => {
    const controller = new AbortController()
    setState(({ data }) => ({ data, isLoading: true, failure: undefined }))
    const onData = (data: Data, isLoading: boolean): void => {
      if (!controller.signal.aborted) setState({ data, isLoading, failure: undefined })
    }
    load(controller.signal, (part) => onData(part, true)).then(
      (data) => onData(data, false),
      (error: unknown) => {
        if (controller.signal.aborted) return
        if (!(error instanceof ApiFailure)) throw error
        if (error.status === 401) askForToken()
        setState(({ data }) => ({ data, isLoading: false, failure: error }))
      },
    )
    return () => controller.abort()
  }, [key, turn])
  const reload = useCallback(() => setTurn((before) => before + 1), [])
  return { ...state, reload }
}
