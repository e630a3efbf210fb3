package org.aviso.routing;

/**
 * One named rule's answer on one case or one message.
 *
 * @param rule the rule's name, as in docs
 * @param subject what it looked at: {@code entry}, a plan id, a step id and a contact id ({@code
 *     text C-1})
 * @param allowed false: refused
 * @param because in plain words, never a personal value
 */
public record Verdict(String rule, String subject, boolean allowed, String because) {}
