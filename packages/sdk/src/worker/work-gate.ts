/** Whether a worker may take work, such as a `BootGate`: closed while its surroundings differ from the contract. */
export interface WorkGate {
  readonly open: boolean
  onChange(listener: () => void): void
}
