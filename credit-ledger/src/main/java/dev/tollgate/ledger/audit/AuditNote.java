package dev.tollgate.ledger.audit;

/**
 * What is to be written into the audit log.
 *
 * @param actor who did it: an administrator's name, an account's id, or {@code tollgate} itself
 * @param action such as {@code credits.grant}
 * @param target what was changed: an account's id, or what else the action is about
 * @param reason as it was given; empty if none was
 * @param was JSON of what is no more; empty if there is none
 * @param became JSON of what is now
 * @param request the request's id; empty if there is none
 */
public record AuditNote(
        String actor, String action, String target, String reason, String was, String became, String request) {}
