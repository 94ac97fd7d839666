/** What an operator can filter by in the Temporal UI (all of type Keyword). Registered by setup and by the chart's migration job. */
export const SEARCH_ATTRIBUTES = ['WorkprintWorkspace', 'WorkprintStatus', 'WorkprintPreset'] as const;
