package dev.tollgate.filter.denial;

import java.util.List;
import java.util.Optional;

/** A model that the caller cannot call: it has no price, or is not theirs. */
public sealed interface ModelDenial extends Denial {

    /** @param near names of priced models that look alike */
    record NotPriced(String model, List<String> near) implements ModelDenial {
        @Override
        public Optional<String> about() {
            return Optional.of(model);
        }

        @Override
        public DenialCode code() {
            return DenialCode.MODEL_NOT_PRICED;
        }

        @Override
        public String message() {
            String hint = near.isEmpty() ? "" : " Did you mean " + String.join(", ", near) + "?";
            return "The model '" + model + "' has no price here, so it cannot be called." + hint
                    + " GET /v1/models lists the models that can.";
        }
    }

    /** A model that others may call. */
    record NotInPlan(String model, String plan) implements ModelDenial {
        @Override
        public DenialCode code() {
            return DenialCode.MODEL_NOT_IN_PLAN;
        }

        @Override
        public String message() {
            return "The model '" + model + "' is not part of your plan '" + plan + "'.";
        }

        @Override
        public Optional<String> about() {
            return Optional.of(model);
        }
    }

    /** A model that other keys may call. */
    record NotInScope(String model) implements ModelDenial {
        @Override
        public DenialCode code() {
            return DenialCode.MODEL_NOT_IN_SCOPE;
        }

        @Override
        public String message() {
            return "This API key may not call the model '" + model
                    + "'. GET /v1/models lists the models that it may call.";
        }

        @Override
        public Optional<String> about() {
            return Optional.of(model);
        }
    }
}
