package dev.tollgate.ledger.usage;

/** What a charge rests on. */
public enum Basis {
    /** The provider told the whole usage. */
    REPORTED,
    /** The provider told a part; the rest was counted on the way. */
    PARTIAL,
    /** The provider told nothing; the usage was counted on the way. */
    ESTIMATED,
    /** Nothing was used. */
    NONE
}
