package dev.tollgate.pricing.yaml;

import java.util.List;

/** Where the files are that a pricing file includes. */
interface Included {

    /**
     * A file that was found.
     *
     * @param name below the folder of the file that includes it, with slashes
     * @param shown what problems call it
     */
    record Found(String name, String shown) {}

    /**
     * The files that a pattern means, sorted by name.
     *
     * @throws IllegalArgumentException if there is none, or one lies elsewhere
     */
    List<Found> matching(String pattern);

    /** @throws FileText.Unreadable with why it cannot be read */
    String text(Found found) throws FileText.Unreadable;
}
