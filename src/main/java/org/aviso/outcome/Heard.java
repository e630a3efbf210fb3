package org.aviso.outcome;

/**
 * What people said of the entry's person, by whatever way.
 *
 * @param confirmed the member, or counsel for them, said the notice arrived
 * @param reached the member was spoken to
 */
public record Heard(boolean confirmed, boolean reached) {
  public static final Heard NOTHING = new Heard(false, false);
}
