package dev.tollgate.ledger.proof;

/** What the entries, the holds and the wallet say of one grant. */
final class GrantBook {

    /** Of its grant entry. */
    byte[] document = new byte[0];

    long granted;
    int grantEntries;

    /** Whether it is there itself. */
    boolean found;

    /** What its entries left of it. */
    long left;

    /** What open holds took from it. */
    long held;

    /** Whether its wallet has a lot of it. */
    boolean hasLot;
}
