package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a call of a service asks for.
 *
 * @param known its quantity, where the request tells it
 * @param body for the provider
 */
record ServiceIntent(Operation operation, ServiceCall call, Optional<BigDecimal> known, byte[] body, String contentType)
        implements Intent {

    @Override
    public String model() {
        return call.service().name();
    }

    @Override
    public Optional<ServiceCall> service() {
        return Optional.of(call);
    }

    @Override
    public Map<String, Long> unitBounds() {
        long most = call.service().counting().counted(BigDecimal.valueOf(call.most()));
        return Map.of(call.service().counting().measure().counted(), most);
    }

    @Override
    public byte[] upstreamBody(Edit edit) {
        return body;
    }

    @Override
    public boolean streaming() {
        return false;
    }

    @Override
    public long inputBound(OptionalLong maxInput) {
        return 0;
    }

    @Override
    public Set<TokenKind> inputKinds() {
        return Set.of();
    }

    @Override
    public Set<TokenKind> outputKinds() {
        return Set.of();
    }

    @Override
    public OptionalLong outputBound() {
        return OptionalLong.empty();
    }

    @Override
    public OptionalLong leastOutput() {
        return OptionalLong.empty();
    }

    @Override
    public long answers() {
        return 1;
    }

    @Override
    public Map<String, Long> toolBounds() {
        return Map.of();
    }

    @Override
    public long inputEstimate() {
        return 0;
    }
}
