package org.aviso.template;

import org.aviso.person.Owner;

/**
 * Which text of a template: to whom, over what, at which level. File name {@code
 * member.sms.L1.txt}.
 */
public record TextKey(Owner to, Channel channel, Level level) {
  @Override
  public String toString() {
    return to.code() + "." + channel.code() + "." + level;
  }
}
