package dev.tollgate.app.startup;

/** The program cannot start; the message is a sentence for its operator: what is wrong, where, and what to do. */
public final class StartupProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartupProblem(String sentence) {
        super(sentence);
    }

    public StartupProblem(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
