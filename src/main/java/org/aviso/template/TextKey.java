package org.aviso.template;

import org.aviso.person.LanguageTag;
import org.aviso.person.Owner;

/**
 * Which text of a template: to whom, over what, at which level. File name {@code
 * member.sms.L1.txt}.
 */
public record TextKey(Owner to, Channel channel, Level level) {
  /** Attorneys practise in English; there is no column that says otherwise. */
  public static final LanguageTag ATTORNEYS_READ = new LanguageTag("en");

  @Override
  public String toString() {
    return to.code() + "." + channel.code() + "." + level;
  }
}
