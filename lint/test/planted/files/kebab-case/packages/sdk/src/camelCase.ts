export const a = 1 // planted
