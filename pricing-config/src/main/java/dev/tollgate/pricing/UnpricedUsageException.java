package dev.tollgate.pricing;

/** A usage has something that its model has no price for. It is refused: what is not priced is never free. */
public final class UnpricedUsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;

    /** @param what what has no price, by its name in usages */
    UnpricedUsageException(String model, String what) {
        super("The model '" + model + "' has no price for '" + what + "'.");
        this.what = what;
    }

    /** What has no price, by its name in usages. */
    public String what() {
        return what;
    }
}
