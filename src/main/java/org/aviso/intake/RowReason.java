package org.aviso.intake;

import java.util.Objects;
import org.aviso.person.Column;
import org.aviso.person.HoldReason;
import org.aviso.person.StatusReason;

/**
 * What is wrong with a row, as its report says it.
 *
 * @param code a hold reason, a reason of a rejected row or of a contact's status (contract.md)
 * @param column the canonical column, null when the whole row is meant
 * @param rule plain words, never the value
 */
public record RowReason(String code, String column, String rule) {
  public RowReason {
    Objects.requireNonNull(code, "code");
    Objects.requireNonNull(rule, "rule");
  }

  static RowReason of(String code, Column column, String rule) {
    return new RowReason(code, column == null ? null : column.name(), rule);
  }

  static RowReason of(HoldReason code, Column column, String rule) {
    return of(code.code(), column, rule);
  }

  static RowReason of(StatusReason code, Column column, String rule) {
    return of(code.code(), column, rule);
  }
}
