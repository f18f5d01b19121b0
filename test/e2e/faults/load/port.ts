/** The port on which a load takes its orders. */
export const CONTROL_PORT = 8080;
