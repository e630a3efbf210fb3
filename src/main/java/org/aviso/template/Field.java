package org.aviso.template;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** What a text may print, and from which level on. */
enum Field {
  SENDER(Level.L0, Fields::sender),
  ASKED_FOR(Level.L0, Fields::askedFor),
  CALLBACK_PHONE(Level.L0, Fields::callbackPhone),
  CALLBACK_HOURS(Level.L0, Fields::callbackHours),
  REFERENCE(Level.L0, Fields::reference),
  ORGANISATION(Level.L1, Fields::organisation),
  FIRST_NAME(Level.L1, Fields::firstName);

  private final Level lowest;
  private final Function<Fields, String> value;

  Field(Level lowest, Function<Fields, String> value) {
    this.lowest = lowest;
    this.value = value;
  }

  /** The lowest level whose texts may print it. */
  Level lowest() {
    return lowest;
  }

  /** Null when the person or the configuration has none. */
  String of(Fields fields) {
    return value.apply(fields);
  }

  /** As written in a text: {@code callback_phone}. */
  String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Field> named(String code) {
    return Arrays.stream(values()).filter(field -> field.code().equals(code)).findFirst();
  }
}
