package dev.tollgate.pricing.importer;

/** Why nothing was imported, in one sentence for the person who asked for it. */
public final class ImportProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportProblem(String message) {
        super(message);
    }
}
