const value = 1
export { value as default } // planted
