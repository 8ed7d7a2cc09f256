declare module "aws-xray-sdk-core/dist/lib/env/aws_lambda.js" {
  const lambda: { readonly init: () => void };
  export default lambda;
}
