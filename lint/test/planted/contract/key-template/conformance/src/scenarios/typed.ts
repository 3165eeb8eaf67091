export const prefix = (tenant: string) => `excel/${tenant}/` // planted
