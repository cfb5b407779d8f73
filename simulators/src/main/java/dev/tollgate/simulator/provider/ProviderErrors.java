package dev.tollgate.simulator.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The error objects of the providers, with the type that each documents for a status. */
enum ProviderErrors {
    /** {@code {"error":{"message","type","param","code"}}}. */
    OPENAI {
        @Override
        ObjectNode body(int status, String message) {
            ObjectNode body = Json.object();
            ObjectNode error = body.putObject("error").put("message", message);
            error.put("type", type(status)).putNull("param");
            String code = code(status);
            if (code.isEmpty()) {
                error.putNull("code");
            } else {
                error.put("code", code);
            }
            return body;
        }

        private String type(int status) {
            return switch (status) {
                case 429 -> "requests";
                case 402 -> "insufficient_quota";
                default -> status >= SERVER_SIDE ? "server_error" : "invalid_request_error";
            };
        }

        private String code(int status) {
            return switch (status) {
                case 401 -> "invalid_api_key";
                case 402 -> "insufficient_quota";
                case 404 -> "model_not_found";
                case 429 -> "rate_limit_exceeded";
                default -> "";
            };
        }
    },
    /** {@code {"type":"error","error":{"type","message"},"request_id"}}. */
    ANTHROPIC {
        @Override
        ObjectNode body(int status, String message) {
            ObjectNode body = Json.object().put("type", "error");
            body.putObject("error").put("type", type(status)).put("message", message);
            return body.put("request_id", Json.id("req_"));
        }

        private String type(int status) {
            return switch (status) {
                case 401 -> "authentication_error";
                case 402 -> "billing_error";
                case 403 -> "permission_error";
                case 404 -> "not_found_error";
                case 413 -> "request_too_large";
                case 429 -> "rate_limit_error";
                case 504 -> "timeout_error";
                case 503, 529 -> "overloaded_error";
                default -> status >= SERVER_SIDE ? "api_error" : "invalid_request_error";
            };
        }
    },
    /** {@code {"id","message"}}. */
    COHERE {
        @Override
        ObjectNode body(int status, String message) {
            return Json.object().put("id", Json.id("")).put("message", message);
        }
    },
    /** {@code {"error": "…"}}. */
    OLLAMA {
        @Override
        ObjectNode body(int status, String message) {
            return Json.object().put("error", message);
        }
    },
    /** {@code {"error":{"code","message","status"}}}. */
    GEMINI {
        @Override
        ObjectNode body(int status, String message) {
            ObjectNode body = Json.object();
            body.putObject("error").put("code", status).put("message", message).put("status", word(status));
            return body;
        }

        private String word(int status) {
            return switch (status) {
                case 401 -> "UNAUTHENTICATED";
                case 403 -> "PERMISSION_DENIED";
                case 404 -> "NOT_FOUND";
                case 429 -> "RESOURCE_EXHAUSTED";
                case 503 -> "UNAVAILABLE";
                case 504 -> "DEADLINE_EXCEEDED";
                default -> status >= SERVER_SIDE ? "INTERNAL" : "INVALID_ARGUMENT";
            };
        }
    };

    private static final int SERVER_SIDE = 500;

    abstract ObjectNode body(int status, String message);

    /** The headers that the provider sends with every answer, and Retry-After if the script has one. */
    Map<String, String> headers(Script script) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (this == OPENAI) {
            headers.put("x-request-id", Json.id("req_"));
            headers.put("openai-organization", "org-simulator");
            headers.put("openai-processing-ms", "1");
            headers.put("openai-version", "2020-10-01");
        } else if (this == ANTHROPIC) {
            headers.put("request-id", Json.id("req_"));
            headers.put("anthropic-organization-id", "org-simulator");
        }
        if (script.failure().retryAfter() != Failure.NEVER) {
            headers.put("retry-after", Long.toString(script.failure().retryAfter()));
        }
        return headers;
    }

    Answer answer(int status, String message) {
        return Answer.json(status, Json.bytes(body(status, message)));
    }
}
