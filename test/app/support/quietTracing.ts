// Outside Lambda there is no X-Ray segment; import this file before the X-Ray SDK, which reads the variable at its import.
process.env["AWS_XRAY_CONTEXT_MISSING"] = "IGNORE_ERROR";
