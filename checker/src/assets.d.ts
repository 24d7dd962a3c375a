declare module "*.gz" {
  const content: Uint8Array;
  export default content;
}
