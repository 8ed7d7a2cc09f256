// Outside Lambda there is no X-Ray segment. Import this file before the X-Ray SDK, which reads the variable on import.
process.env["AWS_XRAY_CONTEXT_MISSING"] = "IGNORE_ERROR";
