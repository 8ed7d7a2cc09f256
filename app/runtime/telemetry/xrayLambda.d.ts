// aws-xray-sdk-core has no types for this module. TypeScript accepts such a declaration only in a file without imports.
declare module "aws-xray-sdk-core/dist/lib/env/aws_lambda.js" {
  const lambda: { readonly init: () => void };
  export default lambda;
}
