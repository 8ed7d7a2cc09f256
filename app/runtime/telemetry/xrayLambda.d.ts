// aws-xray-sdk-core has no types for this module. A declaration for a module without types must be in a file of its own.
declare module "aws-xray-sdk-core/dist/lib/env/aws_lambda.js" {
  const lambda: { readonly init: () => void };
  export default lambda;
}
