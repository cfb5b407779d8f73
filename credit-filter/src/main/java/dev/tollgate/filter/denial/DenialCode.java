package dev.tollgate.filter.denial;

/**
 * Every reason for a refusal with its wording in each dialect, ordered by precedence: of two reasons that hold at once,
 * the caller is told the upper one. The codes are part of the API; docs/errors.md explains each.
 */
public enum DenialCode {
    UNKNOWN_PATH(404, "invalid_request_error", "unknown_path", "not_found_error", false),
    TOO_MANY_FAILED_KEYS(429, "rate_limit_exceeded", "failed_keys", "rate_limit_error", true),
    INVALID_API_KEY(401, "invalid_request_error", "invalid_api_key", "authentication_error", false),
    BODY_TOO_LARGE(413, "invalid_request_error", "request_too_large", "request_too_large", false),
    ENCODED_BODY(415, "invalid_request_error", "unsupported_content_encoding", "invalid_request_error", false),
    INVALID_REQUEST(400, "invalid_request_error", "invalid_request", "invalid_request_error", false),
    IDEMPOTENCY_KEY_REUSED(422, "invalid_request_error", "idempotency_key_reused", "invalid_request_error", false),
    REQUEST_IN_PROGRESS(409, "conflict_error", "request_in_progress", "conflict_error", true),
    ANSWER_NOT_KEPT(409, "conflict_error", "answer_not_kept", "conflict_error", false),
    MODEL_NOT_PRICED(400, "invalid_request_error", "model_not_priced", "invalid_request_error", false),
    TOOL_NOT_PRICED(400, "invalid_request_error", "tool_not_priced", "invalid_request_error", false),
    MODEL_OF_OTHER_DIALECT(400, "invalid_request_error", "model_of_other_dialect", "invalid_request_error", false),
    OWN_KEY_MISSING(400, "invalid_request_error", "own_key_missing", "invalid_request_error", false),
    MODEL_NOT_IN_PLAN(403, "permission_denied", "model_not_in_plan", "permission_error", false),
    SERVICE_NOT_IN_SCOPE(403, "permission_denied", "service_not_in_scope", "permission_error", false),
    MODEL_NOT_IN_SCOPE(403, "permission_denied", "model_not_in_scope", "permission_error", false),
    ADDRESS_NOT_ALLOWED(403, "permission_denied", "address_not_allowed", "permission_error", false),
    ACCOUNT_FROZEN(403, "permission_denied", "account_frozen", "permission_error", false),
    OVER_MAX_COST(400, "invalid_request_error", "over_max_cost", "invalid_request_error", false),
    RATE_LIMITED(429, "rate_limit_exceeded", "requests_per_minute", "rate_limit_error", true),
    TOKENS_LIMITED(429, "rate_limit_exceeded", "tokens_per_minute", "rate_limit_error", true),
    CONCURRENCY_LIMITED(429, "rate_limit_exceeded", "concurrent_requests", "rate_limit_error", true),
    OBJECT_NOT_FOUND(400, "invalid_request_error", "object_not_found", "invalid_request_error", false),
    TOO_MANY_RUNS(429, "rate_limit_exceeded", "too_many_runs", "rate_limit_error", false),
    REQUEST_TOO_EXPENSIVE(402, "insufficient_quota", "request_too_expensive", "billing_error", false),
    MONTHLY_TOKENS(402, "insufficient_quota", "monthly_tokens", "billing_error", false),
    INSUFFICIENT_CREDITS(402, "insufficient_quota", "insufficient_credits", "billing_error", false),
    CREDITS_ON_HOLD(402, "insufficient_quota", "credits_on_hold", "billing_error", true),
    BUDGET_USED_UP(402, "insufficient_quota", "budget_used_up", "billing_error", false),
    RUN_BUDGET_USED_UP(402, "insufficient_quota", "run_budget_used_up", "billing_error", false),
    LEDGER_UNAVAILABLE(503, "server_error", "ledger_unavailable", "api_error", true),
    CALLBACK_ADDRESS_UNKNOWN(503, "server_error", "callback_address_unknown", "api_error", false),
    PROVIDER_ACCOUNT(503, "server_error", "provider_account", "overloaded_error", false),
    PROVIDER_UNREACHABLE(502, "server_error", "provider_unreachable", "api_error", true),
    PROVIDER_TIMEOUT(504, "server_error", "provider_timeout", "timeout_error", true),
    INTERNAL_ERROR(500, "server_error", "internal_error", "api_error", false);

    private final int status;
    private final String openAiType;
    private final String code;
    private final String anthropicType;
    private final boolean retryMayHelp;

    DenialCode(int status, String openAiType, String code, String anthropicType, boolean retryMayHelp) {
        this.status = status;
        this.openAiType = openAiType;
        this.code = code;
        this.anthropicType = anthropicType;
        this.retryMayHelp = retryMayHelp;
    }

    public int status() {
        return status;
    }

    /** {@code error.type} in the OpenAI dialect. */
    public String openAiType() {
        return openAiType;
    }

    /** The code that is the same in all dialects. */
    public String code() {
        return code;
    }

    /** {@code error.type} in the Anthropic dialect. */
    public String anthropicType() {
        return anthropicType;
    }

    /** Whether the same request may succeed a little later; written as {@code x-should-retry}. */
    public boolean retryMayHelp() {
        return retryMayHelp;
    }
}
